using System.Runtime.CompilerServices;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>Answers in pieces that are waited for only so long: for the first piece, and from each piece to the next.</summary>
internal static class PatientStreams
{
    /// <summary>Returns when the answer begins. Whoever stops enumerating, or cancels, ends the provider's work too.</summary>
    /// <param name="assistant">Who is asked.</param>
    /// <param name="call">The question.</param>
    /// <param name="limit">For each piece.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="ct">Also ends the enumeration.</param>
    public static async Task<Result<ModelStream>> Stream(
        this IAssistant assistant, ModelCall call, TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        var patience = new Patience(limit, clock, ct);
        try
        {
            var answer = await assistant.Stream(call, patience.Token);
            if (!answer.Failed)
                return new ModelStream(answer.Value.Model, Updates(answer.Value, patience, CancellationToken.None)) { Usage = answer.Value.Usage };
            patience.Dispose();
            return answer.Error;
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            patience.Dispose();
            return AssistantErrors.Timeout;
        }
        catch
        {
            patience.Dispose();
            throw;
        }
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Updates(ModelStream answer, Patience patience, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ended = patience;
        using var linked = ct.Register(patience.Cancel);
        await using var updates = answer.Updates.GetAsyncEnumerator(patience.Token);
        while (true)
        {
            patience.Renew();
            try
            {
                if (!await updates.MoveNextAsync())
                    yield break;
            }
            catch (OperationCanceledException e) when (patience.IsOver && !ct.IsCancellationRequested)
            {
                throw new ProviderException(ProviderFailure.Cut, "The model's answer did not go on in time.", e);
            }

            // Who reads slowly does not use up the model's time.
            patience.Suspend();
            yield return updates.Current;
        }
    }

    /// <summary>A token that ends with the caller's, or when nothing was heard for too long.</summary>
    private sealed class Patience : IDisposable
    {
        private readonly TimeSpan _limit;
        private readonly CancellationToken _caller;
        private readonly CancellationTokenSource _source;
        private readonly ITimer _timer;

        public Patience(TimeSpan limit, TimeProvider clock, CancellationToken caller)
        {
            (_limit, _caller, _source) = (limit, caller, CancellationTokenSource.CreateLinkedTokenSource(caller));
            _timer = clock.CreateTimer(_ => GiveUp(), null, limit, System.Threading.Timeout.InfiniteTimeSpan);
        }

        public CancellationToken Token => _source.Token;

        /// <summary>Whether it was the time that ended it.</summary>
        public bool IsOver { get; private set; }

        public void Renew() => _timer.Change(_limit, System.Threading.Timeout.InfiniteTimeSpan);

        public void Suspend() => _timer.Change(System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);

        public void Cancel() => _source.Cancel();

        public void Dispose()
        {
            _timer.Dispose();
            _source.Dispose();
        }

        private void GiveUp()
        {
            if (_caller.IsCancellationRequested)
                return;
            IsOver = true;
            try
            {
                _source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The answer ended at the same moment.
            }
        }
    }
}

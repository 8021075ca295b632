using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Halext.Domain.Workbench;

namespace Halext.Application.Workbench.Completions;

/// <summary>
/// Asks a model and gets the answer in pieces, as server-sent events. In a conversation its messages are sent along, question and answer become
/// messages of it, and the answer goes on being written when nobody listens; without one, it ends with its listener.
/// </summary>
public sealed record StreamCompletion : Inquiry, ICommand<CompletionStream>
{
    public StreamCompletion()
    {
    }

    /// <summary>The same question, asked for a stream.</summary>
    public StreamCompletion(Inquiry inquiry)
        : base(inquiry)
    {
    }
}

internal sealed class StreamCompletionValidator : InquiryValidator<StreamCompletion>;

internal sealed class StreamCompletionHandler(
    TextAnswers answers, IAssistant assistant, ISender sender, IWorkbenchDb db, IRealtimeFeed feed, ICurrentUser user, TimeProvider clock)
    : ICommandHandler<StreamCompletion, CompletionStream>
{
    public Task<Result<CompletionStream>> Handle(StreamCompletion request, CancellationToken ct) =>
        request.ConversationId is { } conversationId ? AskIn(conversationId, request, ct) : Ask(request, ct);

    private async Task<Result<CompletionStream>> AskIn(int conversationId, StreamCompletion request, CancellationToken ct)
    {
        var model = await assistant.Find(request.ModelId, ct);
        if (model.Failed)
            return model.Error;
        var asked = await sender.Send(new AskInConversation(request.ToMessage(conversationId, model.Value), request.ToOptions(), Always: true), ct);
        if (asked.Failed)
            return asked.Error;
        var id = asked.Value.GenerationId!.Value;
        var followed = await sender.Send(new FollowGeneration(id), ct);
        if (followed.Failed)
            return followed.Error;

        // What fails before the first word has a status of its own.
        var steps = followed.Value.Steps.GetAsyncEnumerator(ct);
        try
        {
            while (await steps.MoveNextAsync() && steps.Current is { Text.Length: 0, Ended: null })
            {
            }
        }
        catch
        {
            await steps.DisposeAsync();
            throw;
        }

        if (steps.Current is { Ended: not null and not GenerationState.Completed } ended)
        {
            await steps.DisposeAsync();
            return ended.Message?.Error is { } failure ? failure.ToError() : WorkbenchErrors.AnswerStopped;
        }

        CompletionStream stream = null!;
        stream = new CompletionStream(id, model.Value, conversationId) { Pieces = Follow(steps, end => stream.End = end) };
        return stream;
    }

    private static async IAsyncEnumerable<string> Follow(IAsyncEnumerator<GenerationStep> steps, Action<CompletionEnd> end)
    {
        await using var ended = steps;
        do
        {
            if (steps.Current is { Ended: { } state } last)
            {
                var message = last.Message;
                end(new CompletionEnd(
                    state is GenerationState.Stopped, message?.Error?.ToError(), message?.ModelUsed, last.Usage, message?.Id, message?.Metadata is { Partial: true }));
                yield break;
            }

            if (steps.Current.Text.Length > 0)
                yield return steps.Current.Text;
        }
        while (await steps.MoveNextAsync());
    }

    private async Task<Result<CompletionStream>> Ask(StreamCompletion request, CancellationToken ct)
    {
        var row = new ChatStream(Guid.CreateVersion7(clock.GetUtcNow()), user.Id, request.ModelId, clock.GetUtcNow());
        var open = await OpenStream.Begin(row, db, feed, clock, ct);
        try
        {
            var text = await answers.Stream(request.ToCall("/chat/completions/stream"), open.Token);
            if (text.Failed)
            {
                await open.DisposeAsync();
                return text.Error;
            }

            CompletionStream stream = null!;
            stream = new CompletionStream(row.Id, text.Value.Model!, null) { Pieces = Read(text.Value, open, end => stream.End = end, CancellationToken.None) };
            return stream;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await open.DisposeAsync();
            return open.IsCancelled ? WorkbenchErrors.AnswerStopped : AssistantErrors.Timeout;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<string> Read(
        TextStream text, OpenStream open, Action<CompletionEnd> end, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var closed = open;
        await using var pieces = text.Pieces.GetAsyncEnumerator(ct);
        Error? failure = null;
        while (true)
        {
            try
            {
                if (!await pieces.MoveNextAsync())
                    break;
            }
            catch (ProviderException e)
            {
                failure = e.ToError();
                break;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                failure = open.IsCancelled ? null : AssistantErrors.Timeout;
                break;
            }

            yield return pieces.Current;
        }

        end(new CompletionEnd(open.IsCancelled, failure, text.Model?.ToString(), text.Usage(), null, text.IsCut()));
    }
}

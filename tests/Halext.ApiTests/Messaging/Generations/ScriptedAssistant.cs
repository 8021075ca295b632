using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Halext.Application.Assistant;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.ApiTests.Messaging.Generations;

/// <summary>An assistant whose answers the test writes, word by word. The test finds a question by what it says.</summary>
internal sealed class ScriptedAssistant : IAssistant
{
    private readonly ConcurrentDictionary<string, Script> _scripts = new();

    /// <summary>The answer to the question whose text ends like this; also before it is asked.</summary>
    public Script To(string question) => _scripts.GetOrAdd(question, _ => new Script());

    public Task<Result<ModelIdentifier>> Find(string model, CancellationToken ct) => throw new NotSupportedException();

    public Task<Result<ModelStream>> Stream(ModelCall call, CancellationToken ct)
    {
        var text = call.Messages[^1].Text;
        var script = To(text[(text.LastIndexOf(": ", StringComparison.Ordinal) is var colon && colon >= 0 ? colon + 2 : 0)..]);
        script.Call = call;
        return Task.FromResult(script.Refusal is { } refusal
            ? (Result<ModelStream>)refusal
            : new ModelStream(new ModelIdentifier("test", "scripted"), script.Read(ct)) { Usage = () => new ModelUsage(7, 3, 0.07m, 0.06m) });
    }

    public Task<Result<ModelAnswer>> Complete(ModelCall call, CancellationToken ct) => throw new NotSupportedException();

    public Task<Result<ModelEmbeddings>> Embed(EmbeddingCall call, CancellationToken ct) => throw new NotSupportedException();

    internal sealed class Script
    {
        private readonly Channel<string> _words = Channel.CreateUnbounded<string>();

        /// <summary>What was asked.</summary>
        public ModelCall? Call { get; set; }

        /// <summary>Whether the reader went away.</summary>
        public bool IsCancelled { get; private set; }

        public Error? Refusal { get; set; }

        public Script Say(params string[] words)
        {
            foreach (var word in words)
                _words.Writer.TryWrite(word);
            return this;
        }

        public void End() => _words.Writer.Complete();

        public void Break() => _words.Writer.Complete(new ProviderException(ProviderFailure.Cut, "The model stopped in the middle."));

        public async IAsyncEnumerable<ChatResponseUpdate> Read([EnumeratorCancellation] CancellationToken ct)
        {
            using var noticed = ct.Register(() => IsCancelled = true);
            await foreach (var word in _words.Reader.ReadAllAsync(ct))
                yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }
    }
}

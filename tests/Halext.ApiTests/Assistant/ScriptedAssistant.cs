using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Halext.Application.Assistant;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.ApiTests.Assistant;

/// <summary>
/// Answers what a test wants, so that tests look at what the features do with it. Each test has a model of its own by whose name it is asked;
/// or it dictates the answer to a question, while it is read.
/// </summary>
/// <param name="usual">What is said when nobody asked for a model; null where every answer is dictated.</param>
internal sealed class ScriptedAssistant(string? usual = "Fine.") : IAssistant
{
    /// <summary>What speaks when nobody asked for a model.</summary>
    public const string Usual = "scripted:usual";

    private readonly ConcurrentDictionary<string, Script> _scripts = new(usual is null ? [] : [new(Usual, new Script(usual))]);
    private readonly ConcurrentDictionary<string, Dictation> _dictations = new();

    /// <summary>A model that gives these answers, the last one from then on.</summary>
    public string Says(params string[] answers) => Add(new Script(answers));

    /// <summary>A model whose answer ends for a reason of its own.</summary>
    public string Ends(string answer, ChatFinishReason reason) => Add(new Script(answer) { End = reason });

    public string Fails(ProviderFailure failure, string message = "The provider is out of order.") =>
        Add(new Script { Failure = new ProviderException(failure, message) });

    /// <summary>A model whose answer comes in these pieces.</summary>
    public string Streams(Func<CancellationToken, IAsyncEnumerable<string>> pieces) => Add(new Script { Pieces = pieces });

    /// <summary>The answer to the question whose text ends like this; also before it is asked.</summary>
    public Dictation To(string question) => _dictations.GetOrAdd(question, _ => new Dictation());

    public IReadOnlyList<ModelCall> CallsOf(string model) => [.. _scripts[model].Calls];

    public EmbeddingCall LastEmbedding(string model) => _scripts[model].Embeddings.Last();

    /// <summary>The data that a model was shown, and what it was told to do.</summary>
    public (string Instructions, string Data) Shown(string model)
    {
        var messages = CallsOf(model)[0].Messages;
        return (messages[0].Text, messages[1].Text);
    }

    public Task<Result<ModelIdentifier>> Find(string model, CancellationToken ct) => Task.FromResult<Result<ModelIdentifier>>(Identifier(model));

    public Task<Result<ModelAnswer>> Complete(ModelCall call, CancellationToken ct)
    {
        var script = _scripts[call.Model ?? Usual];
        script.Calls.Enqueue(call);
        if (script.Failure is { } failure)
            return Task.FromResult<Result<ModelAnswer>>(failure.ToError());
        var answer = script.Answers.Count > 1 && script.Answers.TryDequeue(out var next) ? next : script.Answers.First();
        return Task.FromResult<Result<ModelAnswer>>(new ModelAnswer(Identifier(call.Model), new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { FinishReason = script.End }));
    }

    public Task<Result<ModelStream>> Stream(ModelCall call, CancellationToken ct)
    {
        if (!_scripts.TryGetValue(call.Model ?? Usual, out var script))
            return Task.FromResult(DictationFor(call).Begin(call, ct));
        script.Calls.Enqueue(call);
        if (script.Failure is { } failure)
            return Task.FromResult<Result<ModelStream>>(failure.ToError());
        return Task.FromResult<Result<ModelStream>>(new ModelStream(Identifier(call.Model), Updates(script.Pieces ?? (_ => script.Answers.ToAsyncEnumerable()), script.End, ct)));
    }

    public Task<Result<ModelEmbeddings>> Embed(EmbeddingCall call, CancellationToken ct)
    {
        var script = _scripts[call.Model ?? Usual];
        script.Embeddings.Enqueue(call);
        return Task.FromResult<Result<ModelEmbeddings>>(
            script.Failure is { } failure
                ? failure.ToError()
                : new ModelEmbeddings(Identifier(call.Model), [.. call.Inputs.Select(i => new ReadOnlyMemory<float>([i.Length, 0.5f]))], 1));
    }

    /// <summary>Where several people write, a question begins with who asks.</summary>
    private Dictation DictationFor(ModelCall call)
    {
        var text = call.Messages[^1].Text;
        return To(text[(text.LastIndexOf(": ", StringComparison.Ordinal) is var colon && colon >= 0 ? colon + 2 : 0)..]);
    }

    private string Add(Script script)
    {
        var model = $"scripted:{Guid.NewGuid():N}";
        _scripts[model] = script;
        return model;
    }

    private static ModelIdentifier Identifier(string? model) => ModelIdentifier.Parse(model ?? Usual, new ModelIdentifier("scripted", "usual"));

    private static async IAsyncEnumerable<ChatResponseUpdate> Updates(
        Func<CancellationToken, IAsyncEnumerable<string>> pieces, ChatFinishReason? end, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var piece in pieces(ct).WithCancellation(ct))
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
        yield return new ChatResponseUpdate { FinishReason = end };
    }

    private sealed class Script(params string[] answers)
    {
        public ConcurrentQueue<string> Answers { get; } = new(answers);

        public ConcurrentQueue<ModelCall> Calls { get; } = new();

        public ConcurrentQueue<EmbeddingCall> Embeddings { get; } = new();

        public ProviderException? Failure { get; init; }

        public ChatFinishReason? End { get; init; }

        public Func<CancellationToken, IAsyncEnumerable<string>>? Pieces { get; init; }
    }
}

/// <summary>An answer that a test writes word by word.</summary>
internal sealed class Dictation
{
    private readonly Channel<string> _words = Channel.CreateUnbounded<string>();
    private ChatFinishReason? _reason;
    private CancellationToken _reading;

    /// <summary>What was asked.</summary>
    public ModelCall? Call { get; private set; }

    /// <summary>Whether the reader went away.</summary>
    public bool IsCancelled => _reading.IsCancellationRequested;

    public Error? Refusal { get; set; }

    public Dictation Say(params string[] words)
    {
        foreach (var word in words)
            _words.Writer.TryWrite(word);
        return this;
    }

    public void End(ChatFinishReason? reason = null)
    {
        _reason = reason;
        _words.Writer.Complete();
    }

    public void Break() => _words.Writer.Complete(new ProviderException(ProviderFailure.Cut, "The model stopped in the middle."));

    public Result<ModelStream> Begin(ModelCall call, CancellationToken ct)
    {
        Call = call;
        return Refusal is { } refusal
            ? refusal
            : new ModelStream(new ModelIdentifier("test", "scripted"), Read(ct)) { Usage = () => new ModelUsage(7, 3, 0.07m, 0.06m) };
    }

    private async IAsyncEnumerable<ChatResponseUpdate> Read([EnumeratorCancellation] CancellationToken ct)
    {
        _reading = ct;
        await foreach (var word in _words.Reader.ReadAllAsync(ct))
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        yield return new ChatResponseUpdate { FinishReason = _reason };
    }
}

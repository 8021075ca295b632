using System.Collections;
using System.Diagnostics;
using System.Globalization;

namespace Halext.TestKit.FakeModels;

/// <summary>
/// What the fake server of models answers to one request, said without a protocol: each wire format writes it in its own way.
/// Start from one of the static members and refine: <c>FakeAnswer.Says("Hel", "lo").Uses(12, 3).ThenIsSilent()</c>.
/// </summary>
public sealed record FakeAnswer
{
    /// <summary>Text in the pieces in which it is streamed.</summary>
    public IReadOnlyList<string> Pieces { get; private init; } = [];

    /// <summary>Calls of tools, with the JSON of their arguments in the pieces in which it is streamed (where the protocol has pieces).</summary>
    public IReadOnlyList<FakeToolCall> Calls { get; private init; } = [];

    public FakeUsage? Usage { get; private init; }

    public FakeEnd End { get; private init; }

    /// <summary>An HTTP status instead of an answer.</summary>
    public int? Status { get; private init; }

    /// <summary>The Retry-After header of a failure, as it is written.</summary>
    public string? RetryAfter { get; private init; }

    /// <summary>The code of a failure, where the protocol has one.</summary>
    public string Code { get; private init; } = "";

    public FakeFault Fault { get; private init; }

    /// <summary>What is written is not the protocol: a body and its media type.</summary>
    public (string MediaType, string Body)? Raw { get; private init; }

    /// <summary>Vectors instead of those that the texts have.</summary>
    public IReadOnlyList<float[]>? Embeddings { get; private init; }

    /// <summary>How many bytes of <c>x</c> the text is longer.</summary>
    public long Padding { get; private init; }

    /// <summary>Nothing is answered, not even a status, before this ends.</summary>
    public Func<CancellationToken, Task> Gate { get; private init; } = _ => Task.CompletedTask;

    /// <summary>Between two pieces. For load, not for tests.</summary>
    public TimeSpan Pause { get; private init; }

    /// <summary>Bytes to a write; 0 writes each piece at once.</summary>
    public int BytesPerWrite { get; private init; }

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; private init; }

    /// <summary>Answers with this text; each argument is a piece of the stream.</summary>
    public static FakeAnswer Says(params string[] pieces) => new() { Pieces = pieces };

    /// <summary>Answers with so many pieces, each of which is the moment when it is sent (<see cref="Stopwatch.GetTimestamp"/>). For benches.</summary>
    public static FakeAnswer TellsTheTime(int pieces) => new() { Pieces = new Moments(pieces) };

    /// <summary>Calls a tool; each further argument is a piece of its arguments' JSON.</summary>
    public static FakeAnswer Uses(string tool, params string[] arguments) => new FakeAnswer().AndUses(tool, arguments);

    /// <summary>Fails with this status. The body repeats the caller's key, as real ones do.</summary>
    /// <param name="status">400 and above.</param>
    /// <param name="retryAfter">Seconds or an HTTP date.</param>
    /// <param name="code">The protocol's own code.</param>
    public static FakeAnswer Fails(int status, string? retryAfter = null, string code = "") => new() { Status = status, RetryAfter = retryAfter, Code = code };

    /// <summary>Does not know the model.</summary>
    public static FakeAnswer UnknownModel() => Fails(404, code: "model_not_found");

    /// <summary>Status 200, the right media type, and no sense.</summary>
    public static FakeAnswer Garbage() => new() { Fault = FakeFault.Garbage };

    /// <summary>Status 200 and a web page, as captive portals and wrong ports answer.</summary>
    public static FakeAnswer WebPage() => new() { Raw = ("text/html", "<!doctype html><title>Welcome</title>") };

    /// <summary>Answers with this body, whatever the protocol.</summary>
    public static FakeAnswer Writes(string mediaType, string body) => new() { Raw = (mediaType, body) };

    /// <summary>Answers with these vectors, whatever the texts.</summary>
    public static FakeAnswer Vectors(params float[][] vectors) => new() { Embeddings = vectors };

    /// <summary>More text than anybody should read.</summary>
    public static FakeAnswer Huge(long bytes) => new() { Padding = bytes };

    /// <summary>Redirects.</summary>
    public static FakeAnswer Redirects(string location) => new() { Status = 302, Location = location };

    /// <summary>And calls a(nother) tool.</summary>
    public FakeAnswer AndUses(string tool, params string[] arguments) => this with { Calls = [.. Calls, new FakeToolCall(tool, arguments)], End = FakeEnd.Tools };

    /// <summary>With usage. Unless given, the server counts four characters to a token.</summary>
    public FakeAnswer Counts(long input, long output, int cached = 0, int reasoning = 0) => this with { Usage = new FakeUsage(input, output, cached, reasoning) };

    /// <summary>Ends because the maximum of tokens is reached.</summary>
    public FakeAnswer IsTooLong() => this with { End = FakeEnd.Length };

    /// <summary>Ends for a reason that nobody knows.</summary>
    public FakeAnswer EndsOddly() => this with { End = FakeEnd.Odd };

    /// <summary>Waits, for a test's gate, or for time, before anything is answered.</summary>
    public FakeAnswer After(Func<CancellationToken, Task> gate) => this with { Gate = gate };

    /// <summary>Waits until somebody gives up.</summary>
    public FakeAnswer AfterEternity() => After(ct => Task.Delay(Timeout.Infinite, ct));

    /// <summary>Waits between pieces, as models do.</summary>
    public FakeAnswer Every(TimeSpan pause) => this with { Pause = pause };

    /// <summary>Writes this many bytes at a time, through the middle of characters.</summary>
    public FakeAnswer InWritesOf(int bytes) => this with { BytesPerWrite = bytes };

    /// <summary>Goes silent after the pieces, with the connection open. A whole answer goes silent in its middle.</summary>
    public FakeAnswer ThenIsSilent() => this with { Fault = FakeFault.Silence };

    /// <summary>Breaks the connection after the pieces. A whole answer breaks in its middle.</summary>
    public FakeAnswer ThenBreaks() => this with { Fault = FakeFault.Break };

    /// <summary>Ends the stream in good order, without the protocol's end.</summary>
    public FakeAnswer ThenStops() => this with { Fault = FakeFault.Stop };

    /// <summary>Reports an error inside of the stream, with status 200.</summary>
    public FakeAnswer ThenReportsAnError() => this with { Fault = FakeFault.ErrorInStream };
}

/// <summary>Reads the clock whenever it is read.</summary>
internal sealed class Moments(int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A call of a tool.</summary>
public sealed record FakeToolCall(string Name, IReadOnlyList<string> Arguments);

/// <summary>Tokens. Those of a protocol that does not tell them are left out.</summary>
public sealed record FakeUsage(long Input, long Output, int Cached = 0, int Reasoning = 0);

/// <summary>Why an answer ends.</summary>
public enum FakeEnd
{
    Stop,
    Length,
    Tools,

    /// <summary>"weird", in all protocols.</summary>
    Odd,
}

/// <summary>What goes wrong after the pieces.</summary>
public enum FakeFault
{
    None,
    Silence,
    Break,
    Stop,
    ErrorInStream,
    Garbage,
}

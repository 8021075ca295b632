namespace Halext.Bench.Load;

/// <summary>Where to send which requests.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Url">The whole address.</param>
/// <param name="Script">The file below wrk/ that makes the requests.</param>
/// <param name="Token">The access token; the bare server does not look at it.</param>
internal sealed record Target(string Name, Uri Url, string Script, string Token);

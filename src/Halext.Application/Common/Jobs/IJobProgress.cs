namespace Halext.Application.Common.Jobs;

/// <summary>Tells those who wait how far a job is. Does nothing for use cases that came in by another door. Costs nothing to call often.</summary>
public interface IJobProgress
{
    /// <param name="percent">0 to 100.</param>
    /// <param name="text">What it is doing, in a few words.</param>
    void Report(int percent, string? text = null);

    /// <summary>Adds a line to the job's log, of which the last hundred are kept. No secrets: its owner and admins read it.</summary>
    void Log(string line);
}

/// <summary>The holder that the job door fills, one per use case.</summary>
public sealed class JobProgress : IJobProgress
{
    private IJobProgress? _sink;

    public void Report(int percent, string? text = null) => _sink?.Report(percent, text);

    public void Log(string line) => _sink?.Log(line);

    public void Connect(IJobProgress sink) => _sink = sink;
}

using System.Text.Json;
using System.Threading.Channels;
using Halext.Application.Common.Jobs;
using Halext.Domain.Operations;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Takes what a running job tells of itself, and hands on the latest of it from time to time.</summary>
internal sealed class JobReporter : IJobProgress
{
    private const int LinesMax = 100;
    private const int LineMaxLength = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _percent;
    private string? _text;

    public JobReport Latest
    {
        get
        {
            lock (_lock)
                return new JobReport(_percent, _text, JsonSerializer.Serialize(_lines));
        }
    }

    public void Report(int percent, string? text = null)
    {
        lock (_lock)
            (_percent, _text) = (Math.Clamp(percent, 0, 100), JobText.Cut(text, Job.ProgressTextMaxLength));
        _news.Writer.TryWrite(true);
    }

    public void Log(string line)
    {
        lock (_lock)
        {
            if (_lines.Count == LinesMax)
                _lines.Dequeue();
            _lines.Enqueue(JobText.Cut(line, LineMaxLength));
        }

        _news.Writer.TryWrite(true);
    }

    /// <summary>Hands on what is new, twice a second at most, until the token ends it.</summary>
    public async Task HandOn(Func<JobReport, Task> to, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            await foreach (var _ in _news.Reader.ReadAllAsync(ct))
            {
                await to(Latest);
                await Task.Delay(Interval, clock, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The rest goes with the outcome.
        }
    }
}

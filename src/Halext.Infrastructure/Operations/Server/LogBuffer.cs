using Halext.Application.Operations.Server;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>Remembers the last lines that this process logged, as many as <c>LOG_BUFFER_LINES</c> says, in a ring.</summary>
internal sealed class LogBuffer(HalextSettings settings, TimeProvider clock) : ILoggerProvider
{
    private readonly Line[] _ring = new Line[settings.LogBufferLines];
    private readonly Lock _lock = new();
    private long _written;

    /// <summary>Whether every line that this process logged is there still.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
                return _written <= _ring.Length;
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    public ILogger CreateLogger(string categoryName) => new BufferLogger(this, categoryName);

    /// <inheritdoc cref="IRecentLogs.Read"/>
    public IReadOnlyList<string> Read(LogSeverity? atLeast, int limit)
    {
        Line[] lines;
        lock (_lock)
        {
            var count = (int)Math.Min(_written, _ring.Length);
            lines = new Line[count];
            for (var i = 0; i < count; i++)
                lines[i] = _ring[(_written - count + i) % _ring.Length];
        }

        return lines.Where(l => atLeast is null || LogLines.SeverityOf(l.Level) >= atLeast).TakeLast(limit).Select(l => l.ToString()).ToList();
    }

    public void Dispose()
    {
    }

    private void Add(Line line)
    {
        lock (_lock)
            _ring[_written++ % _ring.Length] = line;
    }

    private readonly record struct Line(DateTimeOffset At, LogLevel Level, string Category, string Text)
    {
        public override string ToString() => LogLines.Format(At, Level, Category, Text);
    }

    private sealed class BufferLogger(LogBuffer buffer, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && buffer._ring.Length > 0;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;

            // What an exception says, not where it was: the console has it whole.
            var text = formatter(state, exception) + (exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})");
            buffer.Add(new Line(buffer.Now, logLevel, category, LogLines.Bounded(text)));
        }
    }
}

using FluentValidation;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>The last lines that this process logged, oldest first; as a service of systemd, behind those of the processes before it.</summary>
/// <param name="Level">Nothing less important than this.</param>
/// <param name="Limit">1 to 1000.</param>
[AdminOnly]
public sealed record ReadLogs(LogFilter Level = LogFilter.All, int Limit = 100) : IQuery<LogsDto>;

/// <summary>What to show of the log.</summary>
public enum LogFilter
{
    All,
    Error,
    Warning,
    Info,
}

public sealed record LogsDto(IReadOnlyList<string> Logs, int Count, LogFilter Level);

internal sealed class ReadLogsValidator : AbstractValidator<ReadLogs>
{
    public ReadLogsValidator()
    {
        RuleFor(x => x.Level).IsInEnum();
        RuleFor(x => x.Limit).InclusiveBetween(1, 1_000);
    }
}

internal sealed class ReadLogsHandler(IRecentLogs recent) : IQueryHandler<ReadLogs, LogsDto>
{
    public async Task<Result<LogsDto>> Handle(ReadLogs request, CancellationToken ct)
    {
        LogSeverity? atLeast = request.Level switch
        {
            LogFilter.Error => LogSeverity.Error,
            LogFilter.Warning => LogSeverity.Warning,
            LogFilter.Info => LogSeverity.Info,
            _ => null,
        };

        // Nothing logs secrets; what comes from elsewhere, such as the text of an exception, might hold one.
        var lines = (await recent.Read(atLeast, request.Limit, ct)).Select(Redaction.Scrub).ToList();
        return new LogsDto(lines, lines.Count, request.Level);
    }
}

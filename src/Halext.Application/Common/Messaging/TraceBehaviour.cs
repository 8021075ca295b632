using System.Diagnostics;
using Halext.Domain.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Common.Messaging;

/// <summary>Gives each use case a span and a log line: name, outcome code and duration, never its content.</summary>
internal sealed partial class TraceBehaviour<TRequest, TResponse>(ILogger<TraceBehaviour<TRequest, TResponse>> logger, TimeProvider clock)
    : IPipelineBehavior<TRequest, TResponse>
    where TResponse : IFailable<TResponse>
{
    private static readonly string Name = typeof(TRequest).Name;

    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = Diagnostics.ActivitySource.StartActivity(Name);
        var start = clock.GetTimestamp();
        var response = await next();
        var outcome = response.Error?.Code ?? "OK";
        activity?.SetTag("halext.outcome", outcome);
        var milliseconds = clock.GetElapsedTime(start).TotalMilliseconds;
        LogOutcome(logger, Name, outcome, milliseconds);
        return response;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{UseCase} {Outcome} in {Milliseconds:0.0} ms")]
    private static partial void LogOutcome(ILogger logger, string useCase, string outcome, double milliseconds);
}

/// <summary>The names under which Halext's own spans appear.</summary>
public static class Diagnostics
{
    public const string SourceName = "Halext";

    internal static readonly ActivitySource ActivitySource = new(SourceName);
}

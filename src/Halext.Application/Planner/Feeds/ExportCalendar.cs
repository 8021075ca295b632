using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Feeds;

/// <summary>The signed-in user's calendar as iCalendar.</summary>
/// <param name="Contents">What it holds.</param>
/// <param name="KnownVersions">The versions that the caller has already; when the present one is among them, the answer has no calendar.</param>
public sealed record ExportCalendar(FeedContents Contents, IReadOnlyList<string>? KnownVersions = null) : IQuery<ExportedCalendar>;

/// <summary>A calendar in one of its versions.</summary>
/// <param name="Version">Changes whenever the calendar does.</param>
/// <param name="Calendar">Null when the caller knows this version.</param>
public sealed record ExportedCalendar(string Version, CalendarExport? Calendar);

internal sealed class ExportCalendarValidator : AbstractValidator<ExportCalendar>
{
    public ExportCalendarValidator() => RuleFor(x => x.KnownVersions).Must(v => v is null || v.Count <= ReadFeed.VersionsMax);
}

internal sealed class ExportCalendarHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ExportCalendar, ExportedCalendar>
{
    public async Task<Result<ExportedCalendar>> Handle(ExportCalendar request, CancellationToken ct) =>
        await db.Export(user.Id, "Halext", request.Contents, request.KnownVersions, ct);
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Feeds;

/// <summary>The signed-in user's calendar as iCalendar.</summary>
/// <param name="Contents">What it holds.</param>
/// <param name="KnownVersion">The version that the caller has already; when it is still the present one, the answer has no calendar.</param>
public sealed record ExportCalendar(FeedContents Contents, string? KnownVersion = null) : IQuery<ExportedCalendar>;

/// <summary>A calendar in one of its versions.</summary>
/// <param name="Version">Changes whenever the calendar does.</param>
/// <param name="Calendar">Null when the caller knows this version.</param>
public sealed record ExportedCalendar(string Version, CalendarExport? Calendar);

internal sealed class ExportCalendarValidator : AbstractValidator<ExportCalendar>
{
    public ExportCalendarValidator() => RuleFor(x => x.KnownVersion).MaximumLength(ReadFeed.VersionMaxLength);
}

internal sealed class ExportCalendarHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ExportCalendar, ExportedCalendar>
{
    public async Task<Result<ExportedCalendar>> Handle(ExportCalendar request, CancellationToken ct) =>
        await db.Export(user.Id, "Halext", request.Contents, request.KnownVersion, ct);
}

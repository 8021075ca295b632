using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Feeds.ICalendar;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>
/// Takes in an iCalendar file: VEVENTs become events, VTODOs tasks. What is known by its UID (and RECURRENCE-ID) is brought up to date, so
/// importing a file twice changes nothing. All of it is stored at once, or nothing.
/// </summary>
/// <param name="File">The bytes of the file.</param>
/// <param name="TimeZone">The zone that times without one are meant in; UTC when absent.</param>
/// <param name="DryRun">Says what would happen, and stores nothing.</param>
public sealed record ImportCalendar(ReadOnlyMemory<byte> File, string? TimeZone = null, bool DryRun = false) : ICommand<ImportDto>
{
    public const int BytesMax = 10 * 1024 * 1024;

    /// <summary>More than a life holds; what is imported at once is in memory at once.</summary>
    public const int EntriesMax = 20_000;
}

internal sealed class ImportCalendarValidator : AbstractValidator<ImportCalendar>
{
    public ImportCalendarValidator()
    {
        RuleFor(x => x.File).Must(f => f.Length is > 0 and <= ImportCalendar.BytesMax).WithMessage("The file is empty or larger than 10 MB.");
        RuleFor(x => x.TimeZone).IsTimeZone();
    }
}

internal sealed class ImportCalendarHandler(IPlannerDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<ImportCalendar, ImportDto>
{
    private const int ErrorsMax = 1_000;

    /// <summary>Each takes up to some hundred megabytes for a while, so others on this node wait.</summary>
    private static readonly SemaphoreSlim Places = new(2);

    public async Task<Result<ImportDto>> Handle(ImportCalendar request, CancellationToken ct)
    {
        await Places.WaitAsync(ct);
        try
        {
            return await Import(request, ct);
        }
        finally
        {
            Places.Release();
        }
    }

    private async Task<Result<ImportDto>> Import(ImportCalendar request, CancellationToken ct)
    {
        var document = CalendarReader.Read(request.File.Span);
        if (document.Calendars.Count == 0)
            return Error.Invalid(nameof(request.File), "This is no iCalendar file: it has no BEGIN:VCALENDAR.");

        if (CalendarImporter.Entries(document).Count() is > ImportCalendar.EntriesMax and var count)
        {
            return Error.Invalid(
                nameof(request.File), $"The file holds {count} events and tasks, and at most {ImportCalendar.EntriesMax} are imported at once; split it.");
        }

        var plans = CalendarImporter.Read(document, request.TimeZone ?? TimeZones.Utc, ct);
        var upsert = new ImportUpsert(db, user.Id, clock.GetUtcNow(), plans);
        await upsert.Events(ct);
        await upsert.Tasks(ct);
        if (!request.DryRun)
            await db.SaveChangesAsync(ct);
        return new ImportDto(upsert.Imported, upsert.Updated, upsert.Unchanged, plans.Skipped, [.. plans.Errors.Take(ErrorsMax)], request.DryRun);
    }
}

using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>A feed's calendar. Whoever knows the address may read it, as long as its owner may sign in: calendar programs cannot.</summary>
/// <param name="Token">The secret of the address.</param>
/// <param name="KnownVersions">See <see cref="ExportCalendar"/>.</param>
[Public]
public sealed record ReadFeed(string Token, IReadOnlyList<string>? KnownVersions = null) : IQuery<ExportedCalendar>
{
    /// <summary>Stands for whatever version there is.</summary>
    public const string AnyVersion = "*";

    /// <summary>More than anybody has.</summary>
    public const int VersionsMax = 100;
}

internal sealed class ReadFeedValidator : AbstractValidator<ReadFeed>
{
    public ReadFeedValidator()
    {
        RuleFor(x => x.Token).MaximumLength(100);
        RuleFor(x => x.KnownVersions).Must(v => v is null || v.Count <= ReadFeed.VersionsMax);
    }
}

internal sealed class ReadFeedHandler(IPlannerDb db, ISender sender) : IQueryHandler<ReadFeed, ExportedCalendar>
{
    public async Task<Result<ExportedCalendar>> Handle(ReadFeed request, CancellationToken ct)
    {
        var hash = OpaqueToken.Hash(request.Token);
        var feed = await db.Feeds.AsNoTracking().FirstOrDefaultAsync(f => f.TokenHash == hash, ct);
        if (feed is null || !(await sender.Send(new FindActiveAccount(feed.OwnerId), ct)).Value)
            return new Error("RESOURCE_NOT_FOUND", ErrorKind.NotFound, "There is no feed at this address.");
        return await db.Export(feed.OwnerId, feed.Name, feed.Contents, request.KnownVersions, ct);
    }
}

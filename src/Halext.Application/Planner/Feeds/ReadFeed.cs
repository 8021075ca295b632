using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>A feed's calendar. Whoever knows the address may read it: calendar programs cannot sign in.</summary>
/// <param name="Token">The secret of the address.</param>
/// <param name="KnownVersion">See <see cref="ExportCalendar"/>.</param>
[Public]
public sealed record ReadFeed(string Token, string? KnownVersion = null) : IQuery<ExportedCalendar>
{
    internal const int VersionMaxLength = 200;
}

internal sealed class ReadFeedValidator : AbstractValidator<ReadFeed>
{
    public ReadFeedValidator()
    {
        RuleFor(x => x.Token).MaximumLength(100);
        RuleFor(x => x.KnownVersion).MaximumLength(ReadFeed.VersionMaxLength);
    }
}

internal sealed class ReadFeedHandler(IPlannerDb db) : IQueryHandler<ReadFeed, ExportedCalendar>
{
    public async Task<Result<ExportedCalendar>> Handle(ReadFeed request, CancellationToken ct)
    {
        var hash = OpaqueToken.Hash(request.Token);
        var feed = await db.Feeds.AsNoTracking().FirstOrDefaultAsync(f => f.TokenHash == hash, ct);
        if (feed is null)
            return new Error("RESOURCE_NOT_FOUND", ErrorKind.NotFound, "There is no feed at this address.");
        return await db.Export(feed.OwnerId, feed.Name, feed.Contents, request.KnownVersion, ct);
    }
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>Makes a secret address under which a calendar program reads the signed-in user's calendar.</summary>
/// <param name="Name">What it is for; absent means Calendar.</param>
/// <param name="Contents">What it holds; absent means events and tasks.</param>
[SessionOnly]
public sealed record CreateFeed(string? Name, IReadOnlyList<FeedContent>? Contents) : ICommand<NewFeedDto>;

internal sealed class CreateFeedValidator : AbstractValidator<CreateFeed>
{
    public CreateFeedValidator()
    {
        RuleFor(x => x.Name).MaximumLength(CalendarFeed.NameMaxLength);
        RuleFor(x => x.Contents).Must(parts => parts is null || (parts.Count is > 0 and <= 10 && parts.All(Enum.IsDefined)))
            .WithMessage("contents is a list of events, tasks, shared.");
    }
}

internal sealed class CreateFeedHandler(IPlannerDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<CreateFeed, NewFeedDto>
{
    private const int FeedsMax = 50;

    public async Task<Result<NewFeedDto>> Handle(CreateFeed request, CancellationToken ct)
    {
        if (await db.Feeds.CountAsync(f => f.OwnerId == user.Id, ct) >= FeedsMax)
            return new Error("FEED_LIMIT", ErrorKind.Conflict, $"You have {FeedsMax} feeds already; delete one first.");

        var token = OpaqueToken.Create();
        var name = string.IsNullOrWhiteSpace(request.Name) ? "Calendar" : request.Name.Trim();
        var contents = (request.Contents ?? [FeedContent.Events, FeedContent.Tasks]).All();
        var feed = CalendarFeed.Create(user.Id, name, OpaqueToken.Hash(token), contents, clock.GetUtcNow());
        db.Feeds.Add(feed);
        await db.SaveChangesAsync(ct);
        return new NewFeedDto(feed.Id, feed.Name, feed.Contents.Parts(), feed.CreatedAt, token, $"/feeds/{token}.ics");
    }
}

using Halext.Domain.Planner;

namespace Halext.Application.Planner.Feeds;

/// <summary>A feed, without its secret address.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Contents">events, tasks, shared.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record FeedDto(int Id, string Name, IReadOnlyList<FeedContent> Contents, DateTimeOffset CreatedAt);

/// <summary>A new feed with its secret, which is shown this once.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Contents">events, tasks, shared.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Token">The secret part of the address.</param>
/// <param name="Url">The address to give to a calendar program.</param>
public sealed record NewFeedDto(int Id, string Name, IReadOnlyList<FeedContent> Contents, DateTimeOffset CreatedAt, string Token, string Url);

/// <summary>A part of what a feed can hold.</summary>
public enum FeedContent
{
    Events = FeedContents.Events,
    Tasks = FeedContents.Tasks,

    /// <summary>Events that others share with the owner.</summary>
    Shared = FeedContents.Shared,
}

internal static class FeedContentNames
{
    public static FeedContents All(this IEnumerable<FeedContent> parts) => (FeedContents)parts.Aggregate(0, (all, part) => all | (int)part);

    public static IReadOnlyList<FeedContent> Parts(this FeedContents contents) => [.. Enum.GetValues<FeedContent>().Where(part => contents.HasFlag((FeedContents)part))];
}

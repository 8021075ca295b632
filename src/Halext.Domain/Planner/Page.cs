using System.Buffers.Text;
using System.Security.Cryptography;
using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>A dashboard that its owner arranges, and may share or publish.</summary>
public sealed class Page
{
    public const int TitleMaxLength = 500;
    public const int DescriptionMaxLength = 20_000;
    public const int PublicTokenMaxLength = 100;
    public const int SharesMax = 100;

    /// <summary>How many former versions are kept.</summary>
    public const int VersionsMax = 20;

    private readonly List<PageShare> _shares = [];
    private readonly List<PageVersion> _versions = [];

    private Page(int ownerId, string title, string layout) => (OwnerId, Title, Layout) = (ownerId, title, layout);

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    public string Title { get; private set; }

    public string? Description { get; private set; }

    public PageVisibility Visibility { get; private set; }

    /// <summary>See <see cref="PageLayout"/>.</summary>
    public string Layout { get; private set; }

    /// <summary>The secret of the address under which anybody may read it; null unless it is public.</summary>
    public string? PublicToken { get; private set; }

    /// <summary>Counts what it has been, from 1; former versions keep theirs.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Who made it what it is now; null when that account is gone.</summary>
    public int? AuthorId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it became what it is now.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Whom the owner shares it with.</summary>
    public IReadOnlyCollection<PageShare> Shares => _shares;

    /// <summary>What it was before, as far as that is loaded.</summary>
    public IReadOnlyCollection<PageVersion> Versions => _versions;

    public PageState State => new(Title, Description, Visibility, Layout);

    public static Page Create(int ownerId, PageState state, DateTimeOffset now)
    {
        var made = new Page(ownerId, state.Title, state.Layout) { AuthorId = ownerId, CreatedAt = now, UpdatedAt = now };
        made.Set(state);
        return made;
    }

    /// <summary>Whether a person may change it; seeing it is also for the others whom it is shared with.</summary>
    public bool MayEdit(int userId) =>
        userId == OwnerId || (Visibility is not PageVisibility.Private && _shares.Any(s => s.UserId == userId && s.CanEdit));

    /// <summary>Makes it something else; what it was becomes a version, unless that is the same. The oldest version has to be loaded.</summary>
    /// <param name="state">What it shall be.</param>
    /// <param name="userId">Who wants that, and may edit it: who may read it is the owner's choice alone.</param>
    /// <param name="now">The time.</param>
    public Result<Done> Change(PageState state, int userId, DateTimeOffset now)
    {
        if (state.Visibility != Visibility && userId != OwnerId)
            return PageErrors.OwnerOnly;
        if (state == State)
            return Done.Result;

        _versions.Add(PageVersion.Of(this));
        _versions.RemoveAll(v => v.Number <= Version - VersionsMax);
        Version++;
        Set(state);
        (AuthorId, UpdatedAt) = (userId, now);
        return Done.Result;
    }

    /// <summary>Shares it with these people too, by which a private page becomes a shared one.</summary>
    /// <param name="userIds">People, the owner not among them.</param>
    /// <param name="canEdit">Whether they may change it.</param>
    /// <param name="now">The time.</param>
    public Result<Done> Share(IEnumerable<int> userIds, bool canEdit, DateTimeOffset now)
    {
        foreach (var userId in userIds)
        {
            if (_shares.Find(s => s.UserId == userId) is { } known)
                known.Allow(canEdit);
            else
                _shares.Add(new PageShare(userId, canEdit));
        }

        if (_shares.Count > SharesMax)
            return PageErrors.TooManyShares;
        return Visibility is PageVisibility.Private ? Change(State with { Visibility = PageVisibility.Shared }, OwnerId, now) : Done.Result;
    }

    private void Set(PageState state)
    {
        (Title, Description, Visibility, Layout) = state;
        PublicToken = Visibility is PageVisibility.Public ? PublicToken ?? NewToken() : null;
    }

    /// <summary>256 random bits.</summary>
    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

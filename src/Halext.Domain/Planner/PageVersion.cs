namespace Halext.Domain.Planner;

/// <summary>What a page was before it was changed.</summary>
public sealed class PageVersion
{
    private PageVersion(int number, string title, string layout) => (Number, Title, Layout) = (number, title, layout);

    public int PageId { get; private set; }

    /// <summary>See <see cref="Page.Version"/>.</summary>
    public int Number { get; private set; }

    public string Title { get; private set; }

    public string? Description { get; private set; }

    public PageVisibility Visibility { get; private set; }

    public string Layout { get; private set; }

    /// <summary>Who made the page what it was then; null when that account is gone.</summary>
    public int? AuthorId { get; private set; }

    /// <summary>When they did.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    internal static PageVersion Of(Page page) => new(page.Version, page.Title, page.Layout)
    {
        Description = page.Description, Visibility = page.Visibility, AuthorId = page.AuthorId, CreatedAt = page.UpdatedAt,
    };
}

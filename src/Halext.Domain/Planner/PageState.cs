namespace Halext.Domain.Planner;

/// <summary>What of a page is kept in its history.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Description">More about it.</param>
/// <param name="Visibility">Who may read it.</param>
/// <param name="Layout">JSON that <see cref="PageLayout"/> lets pass, kept as it came.</param>
public sealed record PageState(string Title, string? Description, PageVisibility Visibility, string Layout);

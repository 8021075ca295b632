using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Pages;

/// <summary>A page without whom it is shared with.</summary>
public record PageDto
{
    [SetsRequiredMembers]
    internal PageDto(Page page)
    {
        Id = page.Id;
        Title = page.Title;
        Description = page.Description;
        Visibility = page.Visibility;
        Layout = JsonElement.Parse(page.Layout);
        OwnerId = page.OwnerId;
        PublicToken = page.PublicToken;
        Version = page.Version;
        CreatedAt = page.CreatedAt;
        UpdatedAt = page.UpdatedAt;
    }

    public required int Id { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required PageVisibility Visibility { get; init; }

    /// <summary>What the page shows, exactly as a client sent it: a list of columns with widgets, or an object.</summary>
    public required JsonElement Layout { get; init; }

    public required int OwnerId { get; init; }

    /// <summary>Anybody reads the page at /pages/public/ and this; null unless it is public.</summary>
    public required string? PublicToken { get; init; }

    /// <summary>Counts what the page has been, from 1.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A page with whom it is shared with.</summary>
public sealed record PageDetailDto : PageDto
{
    [SetsRequiredMembers]
    internal PageDetailDto(Page page, IReadOnlyList<PageShareDto> sharedWith)
        : base(page) => SharedWith = sharedWith;

    public required IReadOnlyList<PageShareDto> SharedWith { get; init; }
}

/// <summary>Somebody whom a page is shared with.</summary>
public sealed record PageShareDto(int UserId, string Username, bool CanEdit);

/// <summary>One of the things that a page was, without its layout.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Title">What the page was called then.</param>
/// <param name="CreatedAt">When the page became that.</param>
/// <param name="AuthorId">Who made it that; null when that account is gone.</param>
public sealed record PageVersionDto(int Version, string Title, DateTimeOffset CreatedAt, int? AuthorId);

/// <summary>One of the things that a page was.</summary>
public sealed record PageVersionDetailDto(
    int Version,
    string Title,
    string? Description,
    PageVisibility Visibility,
    JsonElement Layout,
    DateTimeOffset CreatedAt,
    int? AuthorId);

using System.Linq.Expressions;
using System.Text.Json;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Notifications;

/// <summary>A notification. Its texts are plain text, never markup.</summary>
public record NotificationDto
{
    internal static readonly Expression<Func<Notification, NotificationDto>> Projection = n => new NotificationDto
    {
        Id = n.Id,
        Kind = n.Kind,
        Title = n.Title,
        Body = n.Body,
        Data = JsonSerializer.Deserialize<JsonElement>(n.Data, JsonSerializerOptions.Default),
        Count = n.Count,
        Cursor = n.Position,
        IsRead = n.ReadAt != null,
        CreatedAt = n.CreatedAt,
        UpdatedAt = n.UpdatedAt,
        ReadAt = n.ReadAt,
    };

    public required int Id { get; init; }

    public required NotificationKind Kind { get; init; }

    public required string Title { get; init; }

    public required string? Body { get; init; }

    /// <summary>Ids of what it is about, such as conversation_id.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>How many things it stands for, such as unread messages.</summary>
    public required int Count { get; init; }

    /// <summary>What to pass as before to get those behind it in the list.</summary>
    public required long Cursor { get; init; }

    public required bool IsRead { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last said something new.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? ReadAt { get; init; }
}

namespace Halext.Domain.Workbench;

/// <summary>An answer that is being streamed and belongs to no conversation. It lasts as long as somebody listens.</summary>
public sealed class ChatStream(Guid id, int userId, string model, DateTimeOffset startedAt)
{
    /// <summary>No stream takes longer. So what a server that died left behind is forgotten by then, without anybody having to show life.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public Guid Id { get; private set; } = id;

    /// <summary>Who listens.</summary>
    public int UserId { get; private set; } = userId;

    /// <summary>Who was asked.</summary>
    public string Model { get; private set; } = model;

    public DateTimeOffset StartedAt { get; private set; } = startedAt;
}

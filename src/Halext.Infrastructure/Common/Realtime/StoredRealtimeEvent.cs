using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Common.Realtime;

/// <summary>A published event, kept for some minutes.</summary>
internal sealed class StoredRealtimeEvent
{
    public const int TopicMaxLength = 200;
    public const int TypeMaxLength = 100;
    public const int SourceMaxLength = TypeMaxLength + 50;
    public const int DataMaxLength = 1_000_000;

    /// <summary>Given by whoever publishes: the table's own counter begins anew after a crash.</summary>
    public long Id { get; private set; }

    public required string Topic { get; init; }

    public required string Type { get; init; }

    public required string Data { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Which push of which outbox entry it is; null for what did not come from the outbox.</summary>
    public string? Source { get; init; }
}

internal sealed class StoredRealtimeEventConfiguration : IEntityTypeConfiguration<StoredRealtimeEvent>
{
    public void Configure(EntityTypeBuilder<StoredRealtimeEvent> builder)
    {
        // Worth nothing after a crash, when every socket is gone too; so it need not be written twice.
        builder.ToTable("RealtimeEvents").IsUnlogged();
        builder.Property(e => e.Topic).HasMaxLength(StoredRealtimeEvent.TopicMaxLength);
        builder.Property(e => e.Type).HasMaxLength(StoredRealtimeEvent.TypeMaxLength);
        builder.Property(e => e.Data).HasMaxLength(StoredRealtimeEvent.DataMaxLength);
        builder.Property(e => e.Source).HasMaxLength(StoredRealtimeEvent.SourceMaxLength);

        // Each push of an outbox entry once.
        builder.HasIndex(e => new { e.Topic, e.Source }).IsUnique();

        // What a socket that comes back has missed, and what is too old.
        builder.HasIndex(e => new { e.Topic, e.Id });
        builder.HasIndex(e => e.CreatedAt);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Messaging;

/// <summary>An open room: somebody's socket on some node.</summary>
internal sealed class RoomVisit
{
    public Guid Id { get; private set; }

    public int ConversationId { get; private set; }

    public int UserId { get; private set; }

    /// <summary>The last sign of life: of its node while it is open, of the socket when that broke off.</summary>
    public DateTimeOffset SeenAt { get; private set; }
}

internal sealed class RoomVisitConfiguration : IEntityTypeConfiguration<RoomVisit>
{
    public void Configure(EntityTypeBuilder<RoomVisit> builder)
    {
        // When PostgreSQL has crashed, the nodes tell it anew which rooms are open. There is no index on what changes all the time: the
        // table is as short as there are open rooms.
        builder.ToTable("RoomVisits").IsUnlogged();
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.HasIndex(v => v.ConversationId);
    }
}

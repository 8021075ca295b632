using Halext.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Accounts;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.Property(u => u.Username).HasMaxLength(User.UsernameMaxLength);
        builder.Property(u => u.UsernameKey).HasMaxLength(User.UsernameMaxLength);
        builder.Property(u => u.Email).HasMaxLength(User.EmailMaxLength);
        builder.Property(u => u.EmailKey).HasMaxLength(User.EmailMaxLength);
        builder.Property(u => u.FullName).HasMaxLength(User.FullNameMaxLength);

        // Not the whole row: counters of failed sign-ins change at any time, and must not stand in the way of another password.
        builder.Property(u => u.SecurityStamp).IsConcurrencyToken();

        // Sign-in, registration, and the order of the user search.
        builder.HasIndex(u => u.UsernameKey).IsUnique();
        builder.HasIndex(u => u.EmailKey).IsUnique();
    }
}

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.TokenHash).IsUnique();

        // Revoking a session, and a user's recently revoked ones.
        builder.HasIndex(t => t.FamilyId);
        builder.HasIndex(t => new { t.UserId, t.RevokedAt });
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.Property(k => k.Name).HasMaxLength(ApiKey.NameMaxLength);
        builder.Property(k => k.Prefix).HasMaxLength(ApiKey.PrefixLength);
        builder.HasOne<User>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(k => k.KeyHash).IsUnique();
        builder.HasIndex(k => new { k.UserId, k.Id });
    }
}

internal sealed class PasswordResetConfiguration : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => r.TokenHash).IsUnique();
        builder.HasIndex(r => r.UserId);
    }
}

internal sealed class DeletionRequestConfiguration : IEntityTypeConfiguration<DeletionRequest>, IEntityTypeConfiguration<DeletionToken>
{
    private const int LetterMaxLength = 20;

    public void Configure(EntityTypeBuilder<DeletionRequest> builder)
    {
        builder.HasKey(d => d.UserId);
        builder.Property(d => d.UserId).ValueGeneratedNever();
        builder.Property(d => d.Tried).HasConversion<string>().HasMaxLength(LetterMaxLength);
        builder.Property(d => d.Settled).HasConversion<string>().HasMaxLength(LetterMaxLength);
        builder.HasOne<User>().WithOne(u => u.Deletion).HasForeignKey<DeletionRequest>(d => d.UserId).OnDelete(DeleteBehavior.Cascade);

        // What is to be done next.
        builder.HasIndex(d => d.ActAt);
    }

    public void Configure(EntityTypeBuilder<DeletionToken> builder)
    {
        builder.HasKey(t => t.TokenHash);
        builder.HasOne<DeletionRequest>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.UserId);
    }
}

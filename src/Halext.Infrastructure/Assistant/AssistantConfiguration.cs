using System.Text.Json;
using Halext.Domain.Accounts;
using Halext.Domain.Assistant;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Halext.Infrastructure.Assistant;

internal static class AssistantColumns
{
    /// <summary>An identifier whose provider was added to what a client sent.</summary>
    public const int ModelMaxLength = ModelIdentifier.MaxLength + 50;

    public const int EnumMaxLength = 20;

    /// <summary>A ten-millionth of a dollar is what one token of the cheapest models costs.</summary>
    public const string Money = "numeric(19,9)";
}

internal sealed class AssistantProfileConfiguration : IEntityTypeConfiguration<AssistantProfile>
{
    public void Configure(EntityTypeBuilder<AssistantProfile> builder)
    {
        builder.ToTable("AssistantProfiles");
        builder.Property(p => p.DefaultModel).HasMaxLength(AssistantColumns.ModelMaxLength);
        builder.Property(p => p.FallbackModels).HasColumnType("jsonb").HasConversion(
            new ValueConverter<IReadOnlyList<string>?, string?>(
                list => list == null ? null : JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
                json => json == null ? null : JsonSerializer.Deserialize<List<string>>(json, JsonSerializerOptions.Default)),
            new ValueComparer<IReadOnlyList<string>?>((a, b) => ReferenceEquals(a, b), list => list == null ? 0 : list.Count, list => list));
        builder.Property(p => p.MonthlyLimit).HasColumnType("numeric(19,4)");
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Cascade);

        // One row per person, and one for everybody.
        builder.HasIndex(p => p.OwnerId).IsUnique().AreNullsDistinct(false);
        builder.HasData(new { Id = AssistantProfile.InstanceId });
        builder.Property(p => p.Id).HasIdentityOptions(startValue: AssistantProfile.InstanceId + 1);
    }
}

internal sealed class ProviderCredentialConfiguration : IEntityTypeConfiguration<ProviderCredential>
{
    public void Configure(EntityTypeBuilder<ProviderCredential> builder)
    {
        builder.ToTable("ProviderCredentials");
        builder.Property(c => c.Provider).HasMaxLength(ProviderCredential.ProviderMaxLength);
        builder.Property(c => c.ProtectedKey).HasMaxLength(ProviderCredential.ProtectedKeyMaxLength);
        builder.Property(c => c.KeyName).HasMaxLength(ProviderCredential.NameMaxLength);
        builder.Property(c => c.Model).HasMaxLength(ModelIdentifier.MaxLength);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Cascade);

        // One key per provider and person, and one for everybody.
        builder.HasIndex(c => new { c.OwnerId, c.Provider }).IsUnique().AreNullsDistinct(false);
    }
}

internal sealed class ClientNodeConfiguration : IEntityTypeConfiguration<ClientNode>
{
    public void Configure(EntityTypeBuilder<ClientNode> builder)
    {
        builder.ToTable("ClientNodes");
        builder.Property(n => n.Name).HasMaxLength(ClientNode.NameMaxLength);
        builder.Property(n => n.Type).HasConversion<string>().HasMaxLength(AssistantColumns.EnumMaxLength);
        builder.Property(n => n.Hostname).HasMaxLength(ClientNode.HostnameMaxLength);
        builder.Property(n => n.Status).HasConversion<string>().HasMaxLength(AssistantColumns.EnumMaxLength);
        builder.Property(n => n.Models).HasColumnType("jsonb").HasConversion(
            new ValueConverter<IReadOnlyList<string>, string>(
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<List<string>>(json, JsonSerializerOptions.Default)!),
            new ValueComparer<IReadOnlyList<string>>((a, b) => ReferenceEquals(a, b), list => list.Count, list => list));
        builder.Property(n => n.Metadata).HasColumnType("jsonb").HasConversion(
            new ValueConverter<IReadOnlyDictionary<string, string>, string>(
                map => JsonSerializer.Serialize(map, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!),
            new ValueComparer<IReadOnlyDictionary<string, string>>((a, b) => ReferenceEquals(a, b), map => map.Count, map => map));
        builder.Property(n => n.ProtectedKey).HasMaxLength(ProviderCredential.ProtectedKeyMaxLength);
        builder.Ignore(n => n.BaseUrl);
        builder.HasOne<User>().WithMany().HasForeignKey(n => n.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(n => n.OwnerId);
    }
}

internal sealed class ModelUseConfiguration : IEntityTypeConfiguration<ModelUse>
{
    public void Configure(EntityTypeBuilder<ModelUse> builder)
    {
        builder.ToTable("ModelUses");
        builder.Property(u => u.Model).HasMaxLength(AssistantColumns.ModelMaxLength);
        builder.Property(u => u.Route).HasMaxLength(ModelUse.RouteMaxLength);
        builder.Property(u => u.Cost).HasColumnType(AssistantColumns.Money);
        builder.Property(u => u.Outcome).HasConversion<string>().HasMaxLength(AssistantColumns.EnumMaxLength);
        builder.HasOne<User>().WithMany().HasForeignKey(u => u.UserId).OnDelete(DeleteBehavior.SetNull);

        // A person's usage of a time, and everybody's.
        builder.HasIndex(u => new { u.UserId, u.Day });
        builder.HasIndex(u => u.Day);
    }
}

internal sealed class SpendingAccountConfiguration : IEntityTypeConfiguration<SpendingAccount>
{
    public void Configure(EntityTypeBuilder<SpendingAccount> builder)
    {
        builder.ToTable("SpendingAccounts");
        builder.HasKey(a => a.UserId);
        builder.Property(a => a.UserId).ValueGeneratedNever();
        builder.Property(a => a.MonthlyCost).HasColumnType(AssistantColumns.Money);
        builder.Property(a => a.Reservations).HasColumnType("jsonb");
        builder.HasOne<User>().WithOne().HasForeignKey<SpendingAccount>(a => a.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

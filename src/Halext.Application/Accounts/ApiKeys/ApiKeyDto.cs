using AutoMapper;
using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.ApiKeys;

/// <summary>An API key without its secret.</summary>
public sealed class ApiKeyDto
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The beginning of the key, to recognize it by.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>read</c>, <c>write</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>False once revoked.</summary>
    public required bool IsActive { get; init; }
}

/// <summary>A new API key with its secret, which is shown this once.</summary>
public sealed record NewApiKeyDto(
    int Id,
    string Name,
    string Key,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    bool IsActive);

internal sealed class ApiKeyProfile : Profile
{
    public ApiKeyProfile() =>
        CreateMap<ApiKey, ApiKeyDto>()
            .ForMember(dto => dto.Scopes, o => o.MapFrom(k => ApiKeyScopes.Names(k.CanRead, k.CanWrite)))
            .ForMember(dto => dto.IsActive, o => o.MapFrom(k => k.RevokedAt == null));
}

internal static class ApiKeyScopes
{
    public static readonly IReadOnlyDictionary<string, ApiScope> All =
        new Dictionary<string, ApiScope>(StringComparer.OrdinalIgnoreCase) { ["read"] = ApiScope.Read, ["write"] = ApiScope.Write };

    public static IReadOnlyList<string> Names(bool canRead, bool canWrite) =>
        (canRead, canWrite) switch { (true, true) => ["read", "write"], (true, false) => ["read"], (false, true) => ["write"], _ => [] };
}

using Halext.Application.Accounts;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Npgsql;

namespace Halext.Infrastructure.Accounts;

/// <summary>Checks credentials: mostly from memory, at the latest after a minute against the database.</summary>
internal sealed class CredentialVerifier(
    JwtAccessTokens tokens, AccountCache cache, NpgsqlDataSource dataSource, AccountSettings settings, TimeProvider clock) : ICredentialVerifier
{
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    private static readonly Error InvalidToken = Error.Unauthenticated("The access token is not valid; sign in again.");
    private static readonly Error ExpiredToken = Error.Unauthenticated("The access token has expired; refresh it or sign in again.");
    private static readonly Error EndedSession = Error.Unauthenticated("This session has ended; sign in again.");
    private static readonly Error InvalidKey = Error.Unauthenticated("The API key is unknown, expired or revoked.");

    public async ValueTask<Result<Actor>> VerifyAccessToken(string token, CancellationToken ct)
    {
        if (Read(token) is not { } claims)
            return InvalidToken;
        if (claims.ExpiresAt <= clock.GetUtcNow())
            return ExpiredToken;

        return await Session(claims, ct) is { } state ? new Actor(claims.UserId, state.IsAdmin, claims.SessionId) : EndedSession;
    }

    public async ValueTask<bool> IsStillSignedIn(string credential, CancellationToken ct) =>
        credential.StartsWith(ApiKey.Marker, StringComparison.Ordinal)
            ? !(await VerifyApiKey(credential, ct)).Failed
            : Read(credential) is { } claims && await Session(claims, ct) is not null;

    public async ValueTask<Result<Actor>> VerifyApiKey(string key, CancellationToken ct)
    {
        if (key.Length > 200 || await Key(key, ct) is not { } found)
            return InvalidKey;

        var now = clock.GetUtcNow();
        if (found.ExpiresAt <= now)
            return InvalidKey;

        if (found.LastUsedAt is null || now - found.LastUsedAt >= LastUsedPrecision)
        {
            found.LastUsedAt = now;
            await NoteUse(found.Id, now, ct);
        }

        return new Actor(found.UserId, found.IsAdmin, SessionId: null, new ApiKeyGrant(found.Id, found.CanRead, found.CanWrite));
    }

    public async ValueTask<Actor?> FindActor(int userId, CancellationToken ct) =>
        await Account(userId, ct) is { IsActive: true } state ? new Actor(userId, state.IsAdmin, SessionId: null) : null;

    /// <summary>The account of a session that has not ended.</summary>
    private async ValueTask<AccountState?> Session(AccessTokenClaims claims, CancellationToken ct) =>
        await Account(claims.UserId, ct) is { IsActive: true } state
        && state.SecurityStamp == claims.SecurityStamp && !state.RevokedSessions.Contains(claims.SessionId)
            ? state
            : null;

    /// <summary>Checking a signature costs more than remembering that this very string passed.</summary>
    private AccessTokenClaims? Read(string token)
    {
        if (cache.Get<AccessTokenClaims>(token) is { } known)
            return known;
        var version = cache.Version;
        var claims = tokens.Read(token);
        if (claims is not null)
            cache.Keep(token, claims, version);
        return claims;
    }

    private async ValueTask<AccountState?> Account(int userId, CancellationToken ct)
    {
        if (cache.Get<AccountState>(userId) is { } known)
            return known;

        var version = cache.Version;
        await using var command = dataSource.CreateCommand(
            """
            -- credential
            SELECT u.is_active, u.is_admin, u.security_stamp,
                   ARRAY(SELECT DISTINCT t.family_id FROM refresh_tokens t WHERE t.user_id = u.id AND t.revoked_at > $2)
            FROM users u WHERE u.id = $1
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = userId });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() - settings.AccessTokenLifetime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var state = new AccountState(
            reader.GetBoolean(0), reader.GetBoolean(1), reader.GetGuid(2), await reader.GetFieldValueAsync<Guid[]>(3, ct));
        cache.Keep(userId, state, version);
        return state;
    }

    private async ValueTask<KeyState?> Key(string key, CancellationToken ct)
    {
        // Any change of any account makes the next use of a key look again: rare enough, and no index from accounts to keys is needed.
        if (cache.Get<KeyState>(key) is { } known && known.LoadedUnder == cache.Version)
            return known;

        var version = cache.Version;
        await using var command = dataSource.CreateCommand(
            """
            -- credential
            SELECT k.id, k.user_id, k.can_read, k.can_write, k.expires_at, k.last_used_at, u.is_admin
            FROM api_keys k JOIN users u ON u.id = k.user_id
            WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND u.is_active
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = OpaqueToken.Hash(key) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var state = new KeyState
        {
            Id = reader.GetInt32(0),
            UserId = reader.GetInt32(1),
            CanRead = reader.GetBoolean(2),
            CanWrite = reader.GetBoolean(3),
            ExpiresAt = await reader.IsDBNullAsync(4, ct) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(4, ct),
            LastUsedAt = await reader.IsDBNullAsync(5, ct) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(5, ct),
            IsAdmin = reader.GetBoolean(6),
            LoadedUnder = version,
        };
        cache.Keep(key, state, version);
        return state;
    }

    private async Task NoteUse(int keyId, DateTimeOffset now, CancellationToken ct)
    {
        // The condition keeps several nodes from writing within the same minute.
        await using var command = dataSource.CreateCommand(
            "-- credential\nUPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)");
        command.Parameters.Add(new NpgsqlParameter { Value = keyId });
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        command.Parameters.Add(new NpgsqlParameter { Value = now - LastUsedPrecision });
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class KeyState
    {
        public required int Id { get; init; }

        public required int UserId { get; init; }

        public required bool CanRead { get; init; }

        public required bool CanWrite { get; init; }

        public required DateTimeOffset? ExpiresAt { get; init; }

        public required DateTimeOffset? LastUsedAt { get; set; }

        public required bool IsAdmin { get; init; }

        public required long LoadedUnder { get; init; }
    }
}

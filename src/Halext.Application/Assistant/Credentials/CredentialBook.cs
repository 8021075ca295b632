using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Credentials;

/// <summary>The stored keys of one owner: a person, or everybody (null).</summary>
internal sealed class CredentialBook(IAssistantDb db, ISecretProtector secrets, TimeProvider clock)
{
    /// <summary>Stores a key; one that is there already is replaced, and encrypted anew with the newest key of the ring.</summary>
    public async Task<CredentialStatusDto> Save(int? ownerId, string provider, string apiKey, string? model, string? keyName, CancellationToken ct)
    {
        provider = CredentialRules.Canonical(provider);
        apiKey = apiKey.Trim();
        var protectedKey = secrets.Protect(apiKey, Reach.PurposeOf(provider, ownerId));
        var credential = await db.Credentials.FirstOrDefaultAsync(c => c.OwnerId == ownerId && c.Provider == provider, ct);
        if (credential is null)
            credential = db.Credentials.Add(ProviderCredential.Create(ownerId, provider, protectedKey, keyName, model, clock.GetUtcNow())).Entity;
        else
            credential.Replace(protectedKey, keyName, model, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return new CredentialStatusDto(
            provider, true, ProviderCredential.Mask(apiKey), credential.KeyName, credential.Model, credential.Id,
            ownerId is null ? KeySource.Instance : KeySource.Own);
    }

    public async Task<Result<Done>> Delete(int? ownerId, string provider, CancellationToken ct)
    {
        provider = CredentialRules.Canonical(provider);
        var credential = await db.Credentials.FirstOrDefaultAsync(c => c.OwnerId == ownerId && c.Provider == provider, ct);
        if (credential is null)
            return Error.NotFound("Credential", provider);
        db.Credentials.Remove(credential);
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }

    /// <summary>What is stored for everybody, as administrators see it.</summary>
    public static List<CredentialStatusDto> Shared(AssistantFacts facts, ISecretProtector secrets) =>
        [.. CredentialRules.Providers.Select(provider => facts.Credentials.FirstOrDefault(c => c.OwnerId is null && c.Provider == provider) is { } stored
            ? Status(stored, secrets)
            : new CredentialStatusDto(provider, false, null, null, null))];

    /// <summary>Which keys a person's calls have. Of keys that are not the person's own nothing is shown but that they are there.</summary>
    public static List<CredentialStatusDto> Of(Reach reach, AssistantSettings settings, ISecretProtector secrets) =>
        [.. CredentialRules.Providers.Select(provider =>
        {
            var configured = settings.Providers.FirstOrDefault(p => p.Key == provider);
            return reach.Stored(provider) switch
            {
                { OwnerId: not null } own => Status(own, secrets),
                { } shared => new CredentialStatusDto(provider, true, null, null, shared.Model, null, KeySource.Instance),
                null when configured?.ApiKey is not null => new CredentialStatusDto(provider, true, null, null, configured.DefaultModel, null, KeySource.Environment),
                null => new CredentialStatusDto(provider, false, null, null, null),
            };
        })];

    /// <summary>Old clients know two providers; they see others only where there is a key.</summary>
    public static List<CredentialStatusDto> ForOldClients(IEnumerable<CredentialStatusDto> all) =>
        [.. all.Where(c => c.HasKey || c.Provider is ProviderKeys.OpenAi or ProviderKeys.Gemini)];

    private static CredentialStatusDto Status(StoredCredential stored, ISecretProtector secrets) => new(
        stored.Provider,
        true,
        secrets.Unprotect(stored.ProtectedKey, Reach.PurposeOf(stored.Provider, stored.OwnerId)) is { } key ? ProviderCredential.Mask(key) : null,
        stored.KeyName,
        stored.Model,
        stored.Id,
        stored.OwnerId is null ? KeySource.Instance : KeySource.Own);
}

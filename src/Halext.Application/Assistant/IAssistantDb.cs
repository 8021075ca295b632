using Halext.Domain.Assistant;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant;

/// <summary>The assistant's window on the database. Calls of models read and write past it: see <see cref="Providers.IAssistantFacts"/> and <see cref="Usage.ISpending"/>.</summary>
public interface IAssistantDb
{
    DbSet<AssistantProfile> Profiles { get; }

    DbSet<ProviderCredential> Credentials { get; }

    DbSet<ClientNode> Nodes { get; }

    DbSet<ModelUse> Uses { get; }

    DbSet<SpendingAccount> SpendingAccounts { get; }

    Task<int> SaveChangesAsync(CancellationToken ct);
}

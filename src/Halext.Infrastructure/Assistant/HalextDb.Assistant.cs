using Halext.Application.Assistant;
using Halext.Domain.Assistant;
using Halext.Infrastructure.Common.Security;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IAssistantDb
{
    public DbSet<AssistantProfile> Profiles => Set<AssistantProfile>();

    public DbSet<ProviderCredential> Credentials => Set<ProviderCredential>();

    public DbSet<ClientNode> Nodes => Set<ClientNode>();

    public DbSet<ModelUse> Uses => Set<ModelUse>();

    public DbSet<SpendingAccount> SpendingAccounts => Set<SpendingAccount>();

    internal DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
}

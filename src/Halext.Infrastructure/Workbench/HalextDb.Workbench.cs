using Halext.Application.Workbench;
using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IWorkbenchDb
{
    public DbSet<ChatStream> ChatStreams => Set<ChatStream>();
}

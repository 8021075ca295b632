using Halext.Infrastructure;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

Console.Error.WriteLine("This program only serves 'dotnet ef'.");
return 1;

/// <summary>How <c>dotnet ef</c> gets a database context; adding a migration needs no connection.</summary>
internal sealed class HalextDbFactory : IDesignTimeDbContextFactory<HalextDb>
{
    public HalextDb CreateDbContext(string[] args) =>
        new((DbContextOptions<HalextDb>)new DbContextOptionsBuilder<HalextDb>()
            .UseHalextPostgres(NpgsqlDataSource.Create("Host=127.0.0.1;Database=halext"))
            .Options);
}

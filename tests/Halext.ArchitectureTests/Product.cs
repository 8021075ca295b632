using System.Reflection;
using Halext.Application.Common.Mapping;
using Halext.Domain.Common;
using Halext.Infrastructure;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Mono.Cecil;
using Npgsql;

namespace Halext.ArchitectureTests;

/// <summary>Halext as the rules see it.</summary>
internal static class Product
{
    public static readonly ModuleDefinition Domain = CompiledCode.Read(typeof(Error).Assembly);
    public static readonly ModuleDefinition Application = CompiledCode.Read(typeof(MapperSetup).Assembly);
    public static readonly ModuleDefinition Infrastructure = CompiledCode.Read(typeof(HalextDb).Assembly);
    public static readonly ModuleDefinition WebApi = CompiledCode.Read(typeof(IEndpointGroup).Assembly);

    public static IEnumerable<TypeDefinition> WrittenTypes =>
        new[] { Domain, Application, Infrastructure, WebApi }.SelectMany(m => m.WrittenTypes());

    public static readonly IReadOnlyList<Type> ApplicationTypes = typeof(MapperSetup).Assembly.GetTypes();

    /// <summary>A context on a database that nobody ever connects to.</summary>
    public static HalextDb OpenDatabase() =>
        new((DbContextOptions<HalextDb>)new DbContextOptionsBuilder<HalextDb>()
            .UseHalextPostgres(NpgsqlDataSource.Create("Host=127.0.0.1;Database=halext"))
            .Options);

    /// <summary>The methods behind the routes of a server that is built but not started.</summary>
    public static async Task<IReadOnlyList<MethodInfo>> RouteMethods()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none",
            ["SECRET_KEY"] = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo",
        }).Build();
        var settings = HalextSettings.Load(configuration, isProduction: false);
        await using var app = HalextServer.Build(settings, settings.ConnectionString!);
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints)
                .SelectMany(e => e.Metadata.OfType<MethodInfo>())
                .Where(m => m.DeclaringType!.Assembly == typeof(IEndpointGroup).Assembly)
                .Distinct(),
        ];
    }
}

using System.Net;
using System.Net.Sockets;
using Halext.Infrastructure.Common.Data;
using Halext.Infrastructure.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Halext.UnitTests.Operations;

public sealed class DatabaseProbeTests
{
    [Test]
    public async Task A_database_that_takes_calls_and_says_nothing_does_not_answer()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=x;Database=x;Timeout=120");
        await using var services = new ServiceCollection().BuildServiceProvider();
        var migrator = new Migrator(services.GetRequiredService<IServiceScopeFactory>());
        var probe = new DatabaseProbe(source, migrator, Options.Create(new DatabaseProbeOptions { Timeout = TimeSpan.FromMilliseconds(50) }));

        Assert.That(await probe.Answers(default).WaitAsync(TimeSpan.FromMinutes(1)), Is.False);
        Assert.That((await probe.Probe(default).WaitAsync(TimeSpan.FromMinutes(1))).Connected, Is.False);
    }
}

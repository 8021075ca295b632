using System.Text.Json;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Data;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>A server that runs the jobs of the TestKit.</summary>
public abstract class JobFixture
{
    protected TestServer Server { get; private set; } = null!;

    protected JobJournal Journal => Server.Services.GetRequiredService<JobJournal>();

    protected virtual Dictionary<string, string?> Settings => [];

    [OneTimeSetUp]
    public async Task StartServer() => Server = await TestServer.Start(Settings, builder => builder.Services.AddTestJobs());

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    /// <summary>Enqueues as a use case of this user does: with its own save.</summary>
    protected Task<Guid> Enqueue<T>(TestUser? user, IUseCase<T> request, JobOptions? options = null) => Enqueue(Server.Services, user, request, options);

    internal static async Task<Guid> Enqueue<T>(IServiceProvider services, TestUser? user, IUseCase<T> request, JobOptions? options = null)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(user is null ? Actor.System : new Actor(user.Id, IsAdmin: false, SessionId: null));
        var id = await scope.ServiceProvider.GetRequiredService<IJobQueue>().Enqueue(request, options, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<HalextDb>().SaveChangesAsync();
        return id;
    }

    /// <summary>The same for a job that repeats.</summary>
    internal static async Task<Result<Guid>> Enqueue<T>(
        IServiceProvider services, TestUser? user, IUseCase<T> request, Recurrence recurrence, JobOptions? options = null)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(user is null ? Actor.System : new Actor(user.Id, IsAdmin: false, SessionId: null));
        var id = await scope.ServiceProvider.GetRequiredService<IJobQueue>().Enqueue(request, recurrence, options, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<HalextDb>().SaveChangesAsync();
        return id;
    }

    protected static Task<JsonElement> Get(TestUser user, Guid id) => user.Client.Get($"/jobs/{id}").ShouldBeOk();

    /// <summary>Waits until the job is in this state.</summary>
    /// <returns>The job as its owner sees it.</returns>
    protected static async Task<JsonElement> Reaches(TestUser user, Guid id, string state)
    {
        JsonElement job = default;
        await Eventually.True(async () => (job = await Get(user, id)).GetProperty("state").GetString() == state);
        return job;
    }

    protected async Task<object?> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

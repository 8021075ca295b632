using Halext.Application.Assistant;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Assistant;

/// <summary>Tests of who answers, on a server with providers that do as they are told. The assistant is asked directly, as the routes ask it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class AssistantTest : IAsyncDisposable
{
    private TestServer? _server;

    private protected ScriptedProviders Providers { get; } = new();

    protected TestServer Server => _server!;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task Start(params (string Name, string? Value)[] settings) => Start(null, settings);

    /// <summary>Starts the server; people stay signed in while tests let days pass.</summary>
    protected async Task Start(string? connectionString, params (string Name, string? Value)[] settings) =>
        _server = await TestServer.Start(
            new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value))) { ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "500000" }, Providers.Install, connectionString, addRoutes: app => app.MapGet("/test/ask", AskByHttp));

    protected async Task<TestUser> SignUpAdmin()
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        return admin;
    }

    protected Task<Result<ModelAnswer>> Ask(TestUser user, string? model = null, bool requireModel = false, string text = "Hello?") =>
        As(user, assistant => assistant.Complete(
            new ModelCall("/ai/chat", [new ChatMessage(ChatRole.User, text)], model) { RequireModel = requireModel }, CancellationToken.None));

    /// <summary>The shortest use case that asks a model.</summary>
    private static async Task<string> AskByHttp(IAssistant assistant, CancellationToken ct) =>
        (await assistant.Complete(new ModelCall("/test/ask", [new ChatMessage(ChatRole.User, "Hello?")]), ct)).Error?.Code ?? "OK";

    protected async Task<T> As<T>(TestUser user, Func<IAssistant, Task<T>> work)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(new Actor(user.Id, IsAdmin: false, SessionId: null));
        return await work(scope.ServiceProvider.GetRequiredService<IAssistant>());
    }
}

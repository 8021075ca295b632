using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Realtime;
using Halext.Domain.Common;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Messaging.Realtime;

/// <summary>What ends while a socket is being opened must not be missed by it.</summary>
public sealed class SocketHandshakeTests
{
    [TestCase("/v1/realtime/ws")]
    [TestCase("/ws/1")]
    public async Task A_session_that_ends_during_the_handshake_gets_no_socket(string path)
    {
        SlowVerifier? slow = null;
        await using var server = await TestServer.Start(configure: builder =>
        {
            var inner = builder.Services.Last(s => s.ServiceType == typeof(ICredentialVerifier));
            builder.Services.AddSingleton<ICredentialVerifier>(sp =>
                slow = new SlowVerifier((ICredentialVerifier)ActivatorUtilities.CreateInstance(sp, inner.ImplementationType!)));
        });
        var ada = await server.SignUp("ada");
        await ada.Begin();
        slow!.AfterVerifying = async () =>
        {
            await ada.Client.PostJson("/auth/logout", new { refresh_token = ada.RefreshToken });
            await Eventually.True(async () => !await slow.IsStillSignedIn(ada.AccessToken, default));
        };
        await using var socket = await TestSocket.Connect(server, $"{path}?token={ada.AccessToken}");
        Assert.That(await socket.CloseCode(), Is.EqualTo(4001));
    }

    [Test]
    public async Task Who_is_taken_out_while_subscribing_hears_nothing()
    {
        TestUser ada = null!, bob = null!;
        var room = 0;
        var isArmed = false;
        await using var server = await TestServer.Start(configure: builder =>
        {
            var inner = builder.Services.Last(s => s.ImplementationType?.IsAssignableTo(typeof(IQueryHandler<SubscribeToChannel, string>)) == true);
            builder.Services.AddTransient(inner.ServiceType, sp => new SlowSubscription(
                (IQueryHandler<SubscribeToChannel, string>)ActivatorUtilities.CreateInstance(sp, inner.ImplementationType!),
                async () =>
                {
                    if (!isArmed)
                        return;
                    isArmed = false;
                    await ada.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
                }));
        });
        (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        room = await ada.Begin(bob);
        await using var socket = await TestSocket.Connect(server, "/v1/realtime/ws", bob.AccessToken);
        await socket.Receive("connection");
        isArmed = true;
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}" });
        Assert.That((await socket.Receive("error")).Text("code"), Is.EqualTo("forbidden_channel"));
        Assert.That(isArmed, Is.False);
    }

    private sealed class SlowSubscription(IQueryHandler<SubscribeToChannel, string> inner, Func<Task> afterwards) : IQueryHandler<SubscribeToChannel, string>
    {
        public async Task<Result<string>> Handle(SubscribeToChannel request, CancellationToken ct)
        {
            var answer = await inner.Handle(request, ct);
            await afterwards();
            return answer;
        }
    }

    private sealed class SlowVerifier(ICredentialVerifier inner) : ICredentialVerifier
    {
        public Func<Task>? AfterVerifying { get; set; }

        public async ValueTask<Result<Actor>> VerifyAccessToken(string token, CancellationToken ct)
        {
            var verified = await inner.VerifyAccessToken(token, ct);
            var (afterVerifying, _) = (AfterVerifying, AfterVerifying = null);
            if (afterVerifying is not null)
                await afterVerifying();
            return verified;
        }

        public ValueTask<Result<Actor>> VerifyApiKey(string key, CancellationToken ct) => inner.VerifyApiKey(key, ct);

        public ValueTask<Actor?> FindActor(int userId, CancellationToken ct) => inner.FindActor(userId, ct);

        public ValueTask<bool> IsStillSignedIn(string credential, CancellationToken ct) => inner.IsStillSignedIn(credential, ct);
    }
}

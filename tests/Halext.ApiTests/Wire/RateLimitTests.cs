using System.Net;
using Halext.TestKit;

namespace Halext.ApiTests.Wire;

public sealed class RateLimitTests
{
    private static readonly Dictionary<string, string?> Low = new()
    {
        ["RATE_LIMIT_ENABLED"] = "true",
        ["RATE_LIMIT_PER_MINUTE"] = "8",
        ["RATE_LIMIT_SIGN_IN_PER_MINUTE"] = "3",
    };

    [Test]
    public async Task Each_user_has_a_limit_of_their_own()
    {
        await using var server = await TestServer.Start(Low);
        var ada = await server.SignUp();
        var bob = await server.SignUp();
        for (var i = 0; i < 8; i++)
            await ada.Client.Get("/tasks/").ShouldBeOk();

        var refused = ada.Client.Get("/tasks/");
        await refused.ShouldFail(429, "RATE_LIMIT_EXCEEDED");
        Assert.That((await refused).Headers.RetryAfter!.Delta!.Value.TotalSeconds, Is.InRange(1, 60));
        await bob.Client.Get("/tasks/").ShouldBeOk();
    }

    [Test]
    public async Task Sign_in_is_limited_per_address()
    {
        await using var server = await TestServer.Start(Low);
        for (var i = 0; i < 3; i++)
            await server.Anonymous().PostForm("/token", ("username", $"user{i}"), ("password", "x")).ShouldFail(401, "UNAUTHORIZED");
        await server.Anonymous().PostForm("/token", ("username", "user9"), ("password", "x")).ShouldFail(429, "RATE_LIMIT_EXCEEDED");
    }

    [Test]
    public async Task Sign_in_is_limited_per_name_whatever_the_address()
    {
        await using var server = await TestServer.Start(Low);
        for (var i = 0; i < 3; i++)
            await From($"198.51.100.{i}").PostForm("/token", ("username", "Victim"), ("password", "x")).ShouldFail(401, "UNAUTHORIZED");
        await From("198.51.100.9").PostForm("/token", ("username", "victim "), ("password", "x")).ShouldFail(429, "RATE_LIMIT_EXCEEDED");
        await From("198.51.100.9").PostForm("/token", ("username", "other"), ("password", "x")).ShouldFail(401, "UNAUTHORIZED");

        TestClient From(string address)
        {
            var client = server.Anonymous();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            return client;
        }
    }

    [Test]
    public async Task A_forwarded_address_counts_only_from_a_trusted_proxy()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?>(Low) { ["TRUSTED_PROXIES"] = "10.0.0.1" });
        for (var i = 0; i < 3; i++)
            await Spoofed(i).ShouldFail(401, "UNAUTHORIZED");
        await Spoofed(9).ShouldFail(429, "RATE_LIMIT_EXCEEDED");

        Task<HttpResponseMessage> Spoofed(int i)
        {
            var client = server.Anonymous();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"198.51.100.{i}");
            return client.PostForm("/token", ("username", $"user{i}"), ("password", "x"));
        }
    }

    [Test]
    public async Task Limits_can_be_turned_off()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?>(Low) { ["RATE_LIMIT_ENABLED"] = "false" });
        for (var i = 0; i < 12; i++)
            Assert.That((await server.Anonymous().Get("/version")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}

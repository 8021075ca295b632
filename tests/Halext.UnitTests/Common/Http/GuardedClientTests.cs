using System.Net;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Common.Http;
using Halext.TestKit.FakeModels;
using Halext.UnitTests.Assistant.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.UnitTests.Common.Http;

/// <summary>Whatever a person writes as an address, nobody gets to the operator's network (server-side request forgery).</summary>
public sealed class GuardedClientTests
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["127.0.0.1.nip.test"] = ["127.0.0.1"],

        // Not every system reads these itself.
        ["localhost."] = ["127.0.0.1"],
        ["127.0.0.1."] = ["127.0.0.1"],

        // Circled digits: without ICU they stay a name, which somebody else may resolve.
        ["xn--orhcp.xn--mvh.xn--mvh.xn--orh"] = ["127.0.0.1"],
        ["metadata.test"] = ["169.254.169.254"],
        ["private.test"] = ["10.1.2.3"],
        ["mapped.test"] = ["::ffff:192.168.1.1"],
        ["six.test"] = ["fd00::1"],
        ["mixed.test"] = ["93.184.216.34", "10.1.2.3"],
        ["mixed6.test"] = ["2606:4700::1111", "::1"],
    };

    [TestCase("http://127.0.0.1/")]
    [TestCase("http://127.0.0.1:11434/api/tags")]
    [TestCase("http://127.1/")]
    [TestCase("http://127.0.1/")]
    [TestCase("http://0/")]
    [TestCase("http://0.0.0.0/")]
    [TestCase("http://2130706433/")]
    [TestCase("http://017700000001/")]
    [TestCase("http://0x7f000001/")]
    [TestCase("http://0x7f.1/")]
    [TestCase("http://0x7f.0x0.0x0.0x1/")]
    [TestCase("http://0177.0.0.1/")]
    [TestCase("http://0177.0.0.01/")]
    [TestCase("http://127.0.0.1./")]
    [TestCase("http://127.255.255.254/")]
    [TestCase("http://localhost/")]
    [TestCase("http://localhost./")]
    [TestCase("http://LOCALHOST/")]
    [TestCase("http://%6c%6f%63alhost/")]
    [TestCase("http://[::1]/")]
    [TestCase("http://[0:0:0:0:0:0:0:1]/")]
    [TestCase("http://[::]/")]
    [TestCase("http://[::ffff:127.0.0.1]/")]
    [TestCase("http://[::ffff:7f00:1]/")]
    [TestCase("http://[::127.0.0.1]/")]
    [TestCase("http://[64:ff9b::127.0.0.1]/")]
    [TestCase("http://[64:ff9b::a9fe:a9fe]/")]
    [TestCase("http://[64:ff9b:1::a00:1]/")]
    [TestCase("http://[2002:7f00:1::]/")]
    [TestCase("http://[2002:a9fe:a9fe::]/")]
    [TestCase("http://[2001:0:7f00:1::80ff:fffe]/")]
    [TestCase("http://[fe80::1]/")]
    [TestCase("http://[fec0::1]/")]
    [TestCase("http://[fc00::1]/")]
    [TestCase("http://[fd12:3456::1]/")]
    [TestCase("http://[fd00:ec2::254]/latest/meta-data/")]
    [TestCase("http://[ff02::1]/")]
    [TestCase("http://[2001:db8::1]/")]
    [TestCase("http://10.0.0.1/")]
    [TestCase("http://10.255.255.255/")]
    [TestCase("http://172.16.0.1/")]
    [TestCase("http://172.31.255.255/")]
    [TestCase("http://192.168.0.1/")]
    [TestCase("http://0xc0a80001/")]
    [TestCase("http://100.64.0.1/")]
    [TestCase("http://100.100.100.200/latest/meta-data/")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    [TestCase("http://169.254.43518/")]
    [TestCase("http://2852039166/")]
    [TestCase("http://0xa9fea9fe/")]
    [TestCase("http://168.63.129.16/")]
    [TestCase("http://192.0.0.192/")]
    [TestCase("http://192.0.2.1/")]
    [TestCase("http://198.18.0.1/")]
    [TestCase("http://198.51.100.1/")]
    [TestCase("http://203.0.113.1/")]
    [TestCase("http://192.88.99.1/")]
    [TestCase("http://224.0.0.1/")]
    [TestCase("http://240.0.0.1/")]
    [TestCase("http://255.255.255.255/")]
    [TestCase("http://127.0.0.1.nip.test/")]
    [TestCase("http://metadata.test/")]
    [TestCase("http://private.test/")]
    [TestCase("http://mapped.test/")]
    [TestCase("http://six.test/")]
    [TestCase("http://mixed.test/")]
    [TestCase("http://mixed6.test/")]
    [TestCase("http://example.org@127.0.0.1/")]
    [TestCase("http://user:secret@93.184.216.34/")]
    [TestCase("http://127.0.0.1#@example.org/")]
    [TestCase("http://127.0.0.1\\@example.org/")]
    [TestCase("http:\\\\127.0.0.1\\")]
    [TestCase("http://①②⑦.⓪.⓪.①/")]
    [TestCase("http://127。0。0。1/")]
    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://127.0.0.1/")]
    [TestCase("gopher://127.0.0.1:6379/_INFO")]
    [TestCase("ws://127.0.0.1/")]
    [TestCase("unix:/var/run/docker.sock")]
    [TestCase("data:text/plain,hello")]
    public void An_inner_address_is_refused_however_it_is_written(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            Assert.Pass("no address at all");
        using var adapters = Guarded();
        using var client = adapters.Clients.CreateClient(OutgoingHttp.Guarded);
        var error = Assert.CatchAsync<HttpRequestException>(() => client.GetAsync(uri))!;
        Assert.That(error is OutgoingRefusedException || error.InnerException is OutgoingRefusedException, error.ToString());
    }

    [TestCase("93.184.216.34")]
    [TestCase("1.1.1.1")]
    [TestCase("100.63.255.255")]
    [TestCase("100.128.0.1")]
    [TestCase("172.32.0.1")]
    [TestCase("169.253.0.1")]
    [TestCase("2606:4700::1111")]
    [TestCase("::ffff:1.1.1.1")]
    [TestCase("64:ff9b::1.1.1.1")]
    public void A_public_address_is_allowed(string address) => Assert.That(new AddressRules([]).IsAllowed(IPAddress.Parse(address)));

    [Test]
    public void The_operator_may_open_networks()
    {
        var rules = new AddressRules([IPNetwork.Parse("192.168.7.0/24"), IPNetwork.Parse("fd00:7::/32")]);
        Assert.Multiple(() =>
        {
            Assert.That(rules.IsAllowed(IPAddress.Parse("192.168.7.9")));
            Assert.That(rules.IsAllowed(IPAddress.Parse("::ffff:192.168.7.9")));
            Assert.That(rules.IsAllowed(IPAddress.Parse("fd00:7::1")));
            Assert.That(rules.IsAllowed(IPAddress.Parse("192.168.8.9")), Is.False);
            Assert.That(rules.IsAllowed(IPAddress.Parse("fd00:8::1")), Is.False);
        });
    }

    [Test]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await FakeModelServer.Start();
        server.Answer(FakeAnswer.Redirects("http://169.254.169.254/"));
        using var adapters = Guarded(settings: ("OUTGOING_ALLOWED_NETWORKS", "127.0.0.1"));
        using var client = adapters.Clients.CreateClient(OutgoingHttp.Guarded);
        using var response = await client.GetAsync(server.Address);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Found));
    }

    [Test]
    public async Task The_name_is_looked_up_once_and_the_checked_address_is_called()
    {
        await using var server = await FakeModelServer.Start();
        var answers = new Queue<string>(["127.0.0.1", "10.1.2.3"]);
        using var adapters = Guarded((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]), ("OUTGOING_ALLOWED_NETWORKS", "127.0.0.1"));
        using var client = adapters.Clients.CreateClient(OutgoingHttp.Guarded);
        var address = new Uri($"http://rebinding.test:{server.Address.Port}/v1/models");
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { ConnectionClose = true } };
        using var response = await client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answers, Has.Count.EqualTo(1));
        var second = Assert.CatchAsync<HttpRequestException>(() => client.GetAsync(address))!;
        Assert.That(second.InnerException, Is.InstanceOf<OutgoingRefusedException>());
    }

    [Test]
    public async Task Providers_of_people_are_guarded_and_those_of_the_operator_are_not([Values(ProviderProtocol.OpenAi, ProviderProtocol.Anthropic, ProviderProtocol.Ollama)] ProviderProtocol protocol)
    {
        await using var server = await FakeModelServer.Start();
        using var adapters = new Adapters();
        var own = server.Connection(protocol);
        Assert.That((await adapters.Of(protocol).Chat(own, "small").GetResponseAsync("Hi")).Text, Is.EqualTo("You wrote: Hi"));

        var refused = Assert.ThrowsAsync<ProviderException>(() => adapters.Of(protocol).Chat(own with { IsGuarded = true }, "small").GetResponseAsync("Hi"))!;
        Assert.That(refused.Failure, Is.EqualTo(ProviderFailure.Refused));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    private static Adapters Guarded(ResolveHost? resolve = null, params (string Name, string? Value)[] settings) =>
        new(configure: services => services.AddSingleton(resolve ?? Resolve), settings: settings);

    /// <summary>Numbers and localhost are read by the system itself.</summary>
    private static Task<IPAddress[]> Resolve(string host, CancellationToken ct) =>
        Names.TryGetValue(host, out var addresses) ? Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]) : Dns.GetHostAddressesAsync(host, ct);
}

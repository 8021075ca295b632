using System.Collections.Concurrent;
using Halext.Application.Common.Realtime;
using Halext.Infrastructure.Common.Outbox;
using Halext.Infrastructure.Common.Realtime;
using Halext.TestKit;
using Halext.WebApi.Messaging.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Messaging.Realtime;

public sealed class RealtimeBusTests
{
    private TestServer _a = null!;
    private TestServer _b = null!;

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        _a = await TestServer.Start();
        _b = await TestServer.Start(connectionString: _a.ConnectionString);

        // What is fleeting reaches only nodes that listen already.
        var (onA, onB) = (Listen(_a, Topics.All), Listen(_b, Topics.All));
        await Eventually.True(async () =>
        {
            await Realtime(_a).PublishFleeting(Topics.All, "hello", new { }, default);
            return !onA.IsEmpty && !onB.IsEmpty;
        });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Test]
    public async Task What_one_node_publishes_reaches_all_in_order()
    {
        var topic = NewTopic();
        var (onA, onB) = (Listen(_a, topic), Listen(_b, topic));
        for (var i = 0; i < 50; i++)
            await Realtime(_a).Publish(topic, "number", new { number = i }, default);
        await Eventually.True(() => onA.Count == 50 && onB.Count == 50);
        Assert.That(onB.Select(e => e.Data), Is.EqualTo(Enumerable.Range(0, 50).Select(i => $$"""{"number":{{i}}}""")));
        Assert.That(onA.Select(e => e.Id), Is.EqualTo(onB.Select(e => e.Id)));
    }

    [Test]
    public async Task What_an_outbox_entry_pushes_again_is_heard_once()
    {
        var (topic, other) = (NewTopic(), NewTopic());
        var onB = Listen(_b, topic);
        async Task HandOver(TestServer node, long entry, string word)
        {
            Delivery.Current = new Delivery(entry);
            await Realtime(node).Publish(topic, "one", new { word }, default);
            await Realtime(node).Publish(other, "one", new { word }, default);
            await Realtime(node).Publish(topic, "one", new { word }, default);
            await Realtime(node).Publish(topic, "two", new { word }, default);
        }

        var entry = Random.Shared.NextInt64();
        await HandOver(_a, entry, "first");
        await HandOver(_b, entry, "again");
        await HandOver(_a, entry + 1, "next");
        await Realtime(_b).Publish(topic, "last", new { }, default);
        await Eventually.True(() => onB.Any(e => e.Type == "last"));
        Assert.That(onB.Select(e => $"{e.Type} {e.Data}"), Is.EqualTo(new[]
        {
            "one {\"word\":\"first\"}", "one {\"word\":\"first\"}", "two {\"word\":\"first\"}",
            "one {\"word\":\"next\"}", "one {\"word\":\"next\"}", "two {\"word\":\"next\"}", "last {}",
        }));
    }

    [Test]
    public async Task Many_publishers_at_once_are_heard_in_one_order_everywhere()
    {
        var topic = NewTopic();
        var (onA, onB) = (Listen(_a, topic), Listen(_b, topic));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Realtime(i % 2 == 0 ? _a : _b).Publish(topic, "number", new { number = i }, default)));
        await Eventually.True(() => onA.Count == 40 && onB.Count == 40);
        Assert.That(onA.Select(e => e.Id), Is.Ordered.And.EqualTo(onB.Select(e => e.Id)));
    }

    [Test]
    public async Task What_is_too_large_for_an_announcement_arrives_too_and_in_its_place()
    {
        var topic = NewTopic();
        var onB = Listen(_b, topic);
        var large = new string('ä', 20_000);
        await Realtime(_a).Publish(topic, "small", new { n = 1 }, default);
        await Realtime(_a).Publish(topic, "large", new { text = large }, default);
        await Realtime(_a).Publish(topic, "small", new { n = 2 }, default);
        await Eventually.True(() => onB.Count == 3);
        Assert.That(onB.Select(e => e.Type), Is.EqualTo(new[] { "small", "large", "small" }));
        Assert.That(System.Text.Json.JsonDocument.Parse(onB.ElementAt(1).Data).RootElement.GetProperty("text").GetString(), Is.EqualTo(large));
    }

    [Test]
    public async Task Large_events_one_behind_the_other_are_heard_once()
    {
        var topic = NewTopic();
        var onB = Listen(_b, topic);
        for (var i = 0; i < 3; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Realtime(_a).Publish(topic, "large", new { text = new string('x', 20_000) }, default)));
            await Realtime(_a).Publish(topic, "end", new { i }, default);
            await Eventually.True(() => onB.Count(e => e.Type == "end") == i + 1);
        }

        Assert.That(onB.Select(e => e.Id), Is.Ordered.And.Unique);
        Assert.That(onB, Has.Count.EqualTo(33));
    }

    [Test]
    public async Task What_one_listener_fails_on_the_others_hear()
    {
        var topic = NewTopic();
        _b.Services.GetRequiredService<SocketHub>().Join(topic, new Broken());
        var onB = Listen(_b, topic);
        await Realtime(_a).Publish(topic, "number", new { number = 1 }, default);
        await Realtime(_a).Publish(topic, "number", new { number = 2 }, default);
        await Eventually.True(() => onB.Count == 2);
    }

    [Test]
    public async Task What_is_fleeting_arrives_and_is_not_kept()
    {
        var topic = NewTopic();
        var onB = Listen(_b, topic);
        await Realtime(_a).PublishFleeting(topic, "typing", new { is_typing = true }, default);
        await Eventually.True(() => onB.Count == 1);
        Assert.That(onB.Single().Id, Is.Null);
        Assert.That((await History(_b).Since(0, [topic], 10, default)).Events, Is.Empty);
        Assert.That(async () => await Realtime(_a).PublishFleeting(topic, "typing", new { text = new string('x', 8_000) }, default), Throws.ArgumentException);
    }

    [Test]
    public async Task What_was_missed_can_be_asked_for()
    {
        var topic = NewTopic();
        var onA = Listen(_a, topic);
        for (var i = 0; i < 3; i++)
            await Realtime(_a).Publish(topic, "number", new { number = i }, default);
        await Eventually.True(() => onA.Count == 3);
        var missed = await History(_b).Since(onA.First().Id!.Value, [topic, NewTopic()], 10, default);
        Assert.That(missed.Events.Select(e => e.Id), Is.EqualTo(onA.Skip(1).Select(e => e.Id)));
        Assert.That(missed.IsComplete, Is.True);
        Assert.That((await History(_b).Since(0, [NewTopic()], 10, default)).Events, Is.Empty, "of topics that were asked for");
    }

    [Test]
    public async Task A_node_that_loses_its_connection_catches_up()
    {
        // Nodes of its own: what is fleeting is lost with the connection, and other tests want theirs.
        await using var a = await TestServer.Start();
        await using var b = await TestServer.Start(connectionString: a.ConnectionString);
        var topic = NewTopic();
        var onB = Listen(b, topic);
        await Realtime(a).Publish(topic, "number", new { number = 0 }, default);
        await Eventually.True(() => onB.Count == 1);

        // Both nodes' listening connections are cut; what is published meanwhile must not be lost.
        await using (var connection = new NpgsqlConnection(a.ConnectionString))
        {
            await connection.OpenAsync();
            await using var kill = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'halext node'", connection);
            await kill.ExecuteNonQueryAsync();
        }

        await Realtime(a).Publish(topic, "number", new { number = 1 }, default);
        await Eventually.True(() => onB.Count == 2);
    }

    private static string NewTopic() => Topics.Channel(Guid.NewGuid().ToString());

    private static IRealtime Realtime(TestServer server) => server.Services.GetRequiredService<IRealtime>();

    private static IRealtimeHistory History(TestServer server) => server.Services.GetRequiredService<IRealtimeHistory>();

    private static ConcurrentQueue<RealtimeEvent> Listen(TestServer server, string topic)
    {
        var listener = new Listener();
        server.Services.GetRequiredService<SocketHub>().Join(topic, listener);
        return listener.Heard;
    }

    private sealed class Broken : IListener
    {
        public void Hear(PushedEvent happened) => throw new InvalidOperationException("as intended");

        public void MayHaveMissed() => throw new InvalidOperationException("as intended");
    }

    private sealed class Listener : IListener
    {
        public ConcurrentQueue<RealtimeEvent> Heard { get; } = [];

        public void Hear(PushedEvent happened) => Heard.Enqueue(happened.Event);

        public void MayHaveMissed()
        {
            // Sockets are told; see ResumeTests.
        }
    }
}

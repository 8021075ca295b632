using System.Text.RegularExpressions;
using Halext.Application.Assistant.Usage;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Outbox;
using Halext.Application.Workbench.Completions;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>What Halext writes by itself has an end.</summary>
public sealed partial class UpkeepTests : JobFixture
{
    /// <summary>Whoever adds a table says what bounds it, or that people do.</summary>
    [Test]
    public async Task The_documentation_says_of_every_table_what_ends_what_is_in_it()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        var documented = Name().Matches(text[text.IndexOf("## What grows", StringComparison.Ordinal)..]).Select(m => m.Groups["name"].Value).ToHashSet();
        var tables = new List<string>();
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'", connection);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }

        Assert.That(tables.Except(documented), Is.Empty, "not in docs/operations.md");
        Assert.That(text, Does.Contain("operations.forget-outbox").And.Contain("workbench.forget-streams").And.Contain("assistant.forget-uses"));
    }

    [Test]
    public async Task Parked_events_are_deleted_after_a_month_and_no_others()
    {
        await Ask("""
            INSERT INTO outbox (type, stream, payload, attempts, created_at, available_at, parked_at) VALUES
                ('test.none', 'a', '{}', 10, '2026-01-01', '2026-01-01', '2026-01-30'), ('test.none', 'b', '{}', 10, '2026-01-01', '2026-01-01', '2026-02-02'),
                ('test.none', 'c', '{}', 0, '2026-01-01', '2036-01-01', NULL)
            """);
        Assert.That(await Deletes(new ForgetParkedEvents()), Is.EqualTo(1));
        Assert.That(await Ask("SELECT string_agg(stream, '' ORDER BY stream) FROM outbox WHERE type = 'test.none'"), Is.EqualTo("bc"));
    }

    [Test]
    public async Task Streams_whose_owner_never_came_back_are_deleted()
    {
        var ada = await Server.SignUp("ada");
        await Ask($"""
            INSERT INTO chat_streams (id, user_id, model, started_at) VALUES
                (gen_random_uuid(), {ada.Id}, 'old', '2026-03-02T08:44:59Z'), (gen_random_uuid(), {ada.Id}, 'running', '2026-03-02T08:45:01Z')
            """);
        Assert.That(await Deletes(new ForgetLostStreams()), Is.EqualTo(1));
        Assert.That(await Ask("SELECT string_agg(model, ' ') FROM chat_streams"), Is.EqualTo("running"));
    }

    [Test]
    public async Task The_ledger_keeps_two_years()
    {
        await Ask("""
            INSERT INTO model_uses (at, day, model, route, prompt_tokens, completion_tokens, cost, is_estimated, latency_ms, outcome) VALUES
                ('2024-02-29', '2024-02-29', 'old', 'x', 1, 1, 0, false, 1, 'Complete'), ('2024-03-02', '2024-03-02', 'new', 'x', 1, 1, 0, false, 1, 'Complete')
            """);
        Assert.That(await Deletes(new ForgetModelUses()), Is.EqualTo(1));
        Assert.That(await Ask("SELECT string_agg(model, ' ') FROM model_uses"), Is.EqualTo("new"));
    }

    private async Task<int> Deletes(ICommand<DeletedDto> upkeep)
    {
        var id = await Enqueue(null, upkeep);
        await Eventually.True(async () => await Ask($"SELECT state FROM jobs WHERE id = '{id}'") is "Succeeded");
        return (int)(await Ask($"SELECT (result ->> 'deleted')::int FROM jobs WHERE id = '{id}'"))!;
    }

    [GeneratedRegex("`(?<name>[a-z_]+)`")]
    private static partial Regex Name();
}

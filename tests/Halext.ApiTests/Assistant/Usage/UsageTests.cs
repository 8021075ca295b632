using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Domain.Common;
using Halext.TestKit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Assistant.Usage;

public sealed class UsageTests : AssistantTest
{
    /// <summary>1,000 tokens read at 5 and 100 written at 15 dollars a million.</summary>
    private const decimal CostOfCall = 0.0065m;

    [Test]
    public async Task Every_call_is_entered_with_what_it_used()
    {
        await Start(("OPENAI_API_KEY", "key"));
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        await Ask(ada, "openai:gpt-4o");
        await Ask(ada, "openai:gpt-4o");
        await Ask(ada, "mock:llama3.1");

        var byModel = await ada.Client.Get("/ai/usage?group_by=model").ShouldBeOk();
        var gpt = byModel.GetProperty("items")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(gpt.GetProperty("model").GetString(), Is.EqualTo("openai:gpt-4o"));
            Assert.That(gpt.GetProperty("calls").GetInt32(), Is.EqualTo(2));
            Assert.That(gpt.GetProperty("prompt_tokens").GetInt64(), Is.EqualTo(2_000));
            Assert.That(gpt.GetProperty("total_tokens").GetInt64(), Is.EqualTo(2_200));
            Assert.That(gpt.GetProperty("cost_usd").GetDecimal(), Is.EqualTo(2 * CostOfCall));
            Assert.That(byModel.GetProperty("items")[1].GetProperty("cost_usd").GetDecimal(), Is.Zero);
            Assert.That(byModel.GetProperty("total").GetProperty("calls").GetInt32(), Is.EqualTo(3));
        }

        Server.Clock.Advance(TimeSpan.FromDays(1));
        await Ask(ada, "openai:gpt-4o");
        var byDay = await ada.Client.Get("/ai/usage").ShouldBeOk();
        Assert.That(
            byDay.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("day").GetString(), i.GetProperty("calls").GetInt32())),
            Is.EqualTo(new[] { ("2026-03-03", 1), ("2026-03-02", 3) }));
        Assert.That((await ada.Client.Get("/ai/usage?from=2026-03-03&to=2026-03-03").ShouldBeOk()).GetProperty("total").GetProperty("calls").GetInt32(), Is.EqualTo(1));

        // Everybody sees their own; an administrator sees all.
        Assert.That((await bob.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total").GetProperty("calls").GetInt32(), Is.Zero);
        await bob.Client.Get("/admin/ai/usage").ShouldFail(403, "FORBIDDEN");
        var admin = await SignUpAdmin();
        var all = await admin.Client.Get("/admin/ai/usage?group_by=user").ShouldBeOk();
        Assert.That(all.GetProperty("items")[0].GetProperty("user_id").GetInt32(), Is.EqualTo(ada.Id));
        Assert.That((await admin.Client.Get($"/admin/ai/usage?user_id={bob.Id}").ShouldBeOk()).GetProperty("total").GetProperty("calls").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task What_nobody_knows_the_price_of_has_no_cost_but_uses_up_the_budget()
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_MONTHLY_BUDGET_USD", "1"), ("AI_PRICES", "openai:gpt-4o=2/10"));
        var ada = await Server.SignUp();
        await Ask(ada, "openai:gpt-99");
        var unknown = await ada.Client.Get("/ai/usage?group_by=model").ShouldBeOk();
        foreach (var sum in new[] { unknown.GetProperty("total"), unknown.GetProperty("items")[0] })
        {
            Assert.That(sum.GetProperty("cost_usd").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(sum.GetProperty("unpriced_calls").GetInt32(), Is.EqualTo(1));
        }

        // Like OpenAI's dearest: 1,000 tokens at 30 and 100 at 60 dollars a million.
        Assert.That((await ada.Client.Get("/ai/budget").ShouldBeOk()).GetProperty("monthly_spent_usd").GetDecimal(), Is.EqualTo(0.036m));

        await Ask(ada, "openai:gpt-4o");
        var total = (await ada.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total");
        Assert.That(total.GetProperty("cost_usd").GetDecimal(), Is.EqualTo(0.003m), "by the operator's price");
        Assert.That(total.GetProperty("calls").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_ledger_does_not_wait_for_the_disk_and_nobody_else_is_kept_from_it()
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_MONTHLY_BUDGET_USD", "1"));
        var ada = await Server.SignUp();
        Assert.That((await ada.Client.Get("/test/ask")).IsSuccessStatusCode, Is.True);
        var written = ada.Client.LastStatements.Where(s => !s.StartsWith("-- credential", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.That(written, Has.Count.EqualTo(2));
        Assert.That(written, Is.All.Contain("set_config('synchronous_commit', 'off', true)"), "for this transaction only");

        // The connections that these statements went over commit as ever.
        await using var scope = Server.Services.CreateAsyncScope();
        var source = scope.ServiceProvider.GetRequiredService<Npgsql.NpgsqlDataSource>();
        var connections = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => await source.OpenConnectionAsync()));
        foreach (var connection in connections)
        {
            await using var command = new Npgsql.NpgsqlCommand("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'", connection);
            Assert.That(await command.ExecuteScalarAsync(), Is.Not.EqualTo("session"));
            await connection.DisposeAsync();
        }
    }

    [Test]
    public async Task Where_the_provider_does_not_count_four_characters_are_a_token()
    {
        await Start(("OPENAI_API_KEY", "key"));
        Providers.TellsUsage = false;
        var ada = await Server.SignUp();
        await Ask(ada, "openai:gpt-4o", text: new string('x', 400));
        var total = (await ada.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total");
        Assert.That(total.GetProperty("prompt_tokens").GetInt32(), Is.EqualTo(100));
        Assert.That(total.GetProperty("completion_tokens").GetInt32(), Is.EqualTo(5));
        Assert.That(total.GetProperty("estimated_calls").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_call_that_fails_costs_nothing_and_frees_what_was_set_aside()
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_MONTHLY_BUDGET_USD", "1"));
        var ada = await Server.SignUp();
        Providers.Failures["openai"] = ProviderFailure.Unreachable;
        await Ask(ada);
        var budget = await ada.Client.Get("/ai/budget").ShouldBeOk();
        Assert.That(budget.GetProperty("monthly_reserved_usd").GetDecimal(), Is.Zero);
        Assert.That(budget.GetProperty("monthly_spent_usd").GetDecimal(), Is.Zero);
        Assert.That((await ada.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total").GetProperty("calls").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task A_stream_is_settled_with_what_was_said_when_nobody_listens_any_more()
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_DAILY_TOKENS", "100000"));
        var ada = await Server.SignUp();
        var reserved = await As(ada, async assistant =>
        {
            var stream = (await assistant.Stream(new ModelCall("/ai/stream", [new ChatMessage(ChatRole.User, "1234")]), CancellationToken.None)).Value;
            await foreach (var _ in stream.Updates)
                return (await ada.Client.Get("/ai/budget").ShouldBeOk()).GetProperty("daily_tokens_reserved").GetInt64();
            return 0;
        });
        Assert.That(reserved, Is.GreaterThan(4_000), "the longest answer is set aside while it runs");

        var budget = await ada.Client.Get("/ai/budget").ShouldBeOk();
        Assert.That(budget.GetProperty("daily_tokens_reserved").GetInt64(), Is.Zero);

        // One token read, two written: "word " is all that was said.
        Assert.That(budget.GetProperty("daily_tokens_used").GetInt64(), Is.EqualTo(3));
        Assert.That((await ada.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total").GetProperty("completion_tokens").GetInt64(), Is.EqualTo(2));
    }

    [TestCase("100000", 1)]
    [TestCase(null, 5)]
    public async Task An_answer_that_is_read_slowly_ends_before_what_is_set_aside_for_it_is_free(string? limit, int pieces)
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_DAILY_TOKENS", limit));
        var ada = await Server.SignUp();
        var read = await As(ada, async assistant =>
        {
            var stream = (await assistant.Stream(new ModelCall("/ai/stream", [new ChatMessage(ChatRole.User, "1234")]), CancellationToken.None)).Value;
            var count = 0;
            try
            {
                await foreach (var _ in stream.Updates)
                {
                    count++;
                    Server.Clock.Advance(TimeSpan.FromMinutes(14));
                }
            }
            catch (ProviderException e) when (e.Failure == ProviderFailure.Cut)
            {
            }

            return count;
        });
        Assert.That(read, Is.EqualTo(pieces));
        if (limit is not null)
            Assert.That((await ada.Client.Get("/ai/budget").ShouldBeOk()).GetProperty("daily_tokens_reserved").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task A_budget_is_a_hard_limit_until_the_month_is_over()
    {
        // What is left after one call of gpt-4o does not cover the shortest answer (256 tokens at 15 dollars a million).
        await Start(("OPENAI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"), ("AI_USER_MONTHLY_BUDGET_USD", "0.01"));
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        Assert.That((await Ask(ada, "openai:gpt-4o")).Failed, Is.False);
        var refused = (await Ask(ada, "openai:gpt-4o")).Error!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Code, Is.EqualTo("BUDGET_EXCEEDED"));
            Assert.That(refused.Kind, Is.EqualTo(ErrorKind.RateLimited));
            Assert.That(Server.Clock.GetUtcNow() + refused.RetryAfter, Is.EqualTo(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)));
        }

        // What is cheap enough, free, or somebody else's still goes.
        Assert.That((await Ask(ada, "openai:gpt-4o-mini")).Failed, Is.False);
        Assert.That((await Ask(ada, "ollama:llama3.1")).Failed, Is.False);
        Assert.That((await Ask(bob, "openai:gpt-4o")).Failed, Is.False);

        Server.Clock.Advance(TimeSpan.FromDays(30));
        Assert.That((await Ask(ada, "openai:gpt-4o")).Failed, Is.False);
    }

    [Test]
    public async Task A_call_takes_three_statements_with_a_budget_and_two_without()
    {
        await Start(("OPENAI_API_KEY", "key"));
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        var admin = await SignUpAdmin();
        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = 5 }).ShouldBeOk();
        Assert.That((await ada.Client.Get("/test/ask")).IsSuccessStatusCode, Is.True);
        Assert.That(ada.Client.LastStatements.Count(s => !s.StartsWith("-- credential", StringComparison.Ordinal)), Is.EqualTo(3));
        await bob.Client.Get("/test/ask");
        Assert.That(bob.Client.LastStatements.Count(s => !s.StartsWith("-- credential", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That((await ada.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total").GetProperty("calls").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Many_calls_at_once_cannot_spend_more_than_the_limit()
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_DAILY_TOKENS", "12400"));
        var ada = await Server.SignUp();

        // Three longest answers fit (3 x about 4,100); the streams stay open until all have asked.
        var gate = new TaskCompletionSource();
        var calls = Enumerable.Range(0, 12).Select(_ => As(ada, async assistant =>
        {
            var stream = await assistant.Stream(new ModelCall("/ai/stream", [new ChatMessage(ChatRole.User, "Hi")]), CancellationToken.None);
            if (stream.Failed)
                return stream.Error.Code;
            await foreach (var update in stream.Value.Updates)
                await gate.Task;
            return "OK";
        })).ToList();
        await Eventually.True(() => calls.Count(c => c.IsCompleted) == 9);
        gate.SetResult();
        var outcomes = await Task.WhenAll(calls);
        Assert.That(outcomes.Count(o => o == "OK"), Is.EqualTo(3));
        Assert.That(outcomes.Count(o => o == "BUDGET_EXCEEDED"), Is.EqualTo(9));
    }

    [Test]
    public async Task Tokens_of_own_machines_count_to_the_day_too()
    {
        await Start(("OLLAMA_URL", "http://ollama.test:11434"), ("AI_USER_DAILY_TOKENS", "1300"));
        var ada = await Server.SignUp();
        Assert.That((await Ask(ada, "ollama:llama3.1")).Failed, Is.False);
        Assert.That((await Ask(ada, "ollama:llama3.1")).Error?.Code, Is.EqualTo("BUDGET_EXCEEDED"));
    }

    [Test]
    public async Task What_a_dead_process_had_set_aside_comes_back()
    {
        await Start(("OPENAI_API_KEY", "key"), ("AI_USER_DAILY_TOKENS", "4200"));
        var ada = await Server.SignUp();
        await As(ada, async assistant =>
        {
            // Never enumerated, as if the process had died.
            Assert.That((await assistant.Stream(new ModelCall("/ai/stream", [new ChatMessage(ChatRole.User, "Hi")]), CancellationToken.None)).Failed, Is.False);
            return 0;
        });
        Assert.That((await Ask(ada)).Error?.Code, Is.EqualTo("BUDGET_EXCEEDED"));
        Server.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.That((await Ask(ada)).Failed, Is.False);
    }

    [Test]
    public async Task An_administrator_sets_a_users_budget()
    {
        await Start(("OPENAI_API_KEY", "key"));
        var ada = await Server.SignUp();
        var admin = await SignUpAdmin();
        await ada.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = 1000 }).ShouldFail(403, "FORBIDDEN");
        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = 0, daily_token_limit = 50_000 }).ShouldBeOk();
        Assert.That((await Ask(ada, "openai:gpt-4o")).Error?.Code, Is.EqualTo("BUDGET_EXCEEDED"));
        Assert.That((await Ask(admin, "openai:gpt-4o")).Failed, Is.False);

        var budget = await ada.Client.Get("/ai/budget").ShouldBeOk();
        Assert.That(budget.GetProperty("monthly_limit_usd").GetDecimal(), Is.Zero);
        Assert.That(budget.GetProperty("is_own_limit").GetBoolean(), Is.True);
        Assert.That((await admin.Client.Get($"/admin/ai/budgets/{ada.Id}").ShouldBeOk()).GetProperty("daily_token_limit").GetInt64(), Is.EqualTo(50_000));

        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { }).ShouldBeOk();
        var changed = await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { daily_token_limit = (long?)null }).ShouldBeOk();
        Assert.That(changed.GetProperty("daily_token_limit").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That(changed.GetProperty("monthly_limit_usd").GetDecimal(), Is.Zero, "what is absent stays");
        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = (decimal?)null }).ShouldBeOk();
        Assert.That((await Ask(ada, "openai:gpt-4o")).Failed, Is.False);
        await admin.Client.PutJson("/admin/ai/budgets/999999", new { monthly_limit_usd = 1 }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.Get("/admin/ai/budgets/999999").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = -1 }).ShouldFail(422, "VALIDATION_ERROR", "monthly_limit_usd");
    }

    [Test]
    public async Task What_was_spent_stays_entered_when_the_account_is_gone()
    {
        await Start(("OPENAI_API_KEY", "key"));
        var ada = await Server.SignUp();
        var admin = await SignUpAdmin();
        await Ask(ada);
        await ada.Client.Delete("/users/me").ShouldBeNoContent();
        var all = await admin.Client.Get("/admin/ai/usage?group_by=user").ShouldBeOk();
        Assert.That(all.GetProperty("items")[0].GetProperty("user_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("group_by=week", "group_by")]
    [TestCase("group_by=user", "group_by")]
    [TestCase("from=2026-03-02&to=2026-03-01", "from")]
    [TestCase("from=2020-01-01", "from")]
    [TestCase("from=yesterday", "from")]
    public async Task A_bad_window_names_its_field(string query, string field)
    {
        await Start();
        await (await Server.SignUp()).Client.Get("/ai/usage?" + query).ShouldFail(422, "VALIDATION_ERROR", field);
    }
}

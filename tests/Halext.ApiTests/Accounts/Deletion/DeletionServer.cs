using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Halext.ApiTests.Operations.Jobs;
using Halext.Application.Accounts.Deletion;
using Halext.Application.Common.Mail;
using Halext.Infrastructure.Common.Mail;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Halext.ApiTests.Accounts.Deletion;

/// <summary>A server whose clock tests move, whose mails they read, and whose hourly round they start.</summary>
internal sealed partial class DeletionServer : IAsyncDisposable
{
    private DeletionServer(TestServer server, ScriptedMailer mailer) => (Server, Mailer) = (server, mailer);

    public TestServer Server { get; }

    public ScriptedMailer Mailer { get; }

    public static async Task<DeletionServer> Start(string? graceDays = null, string? database = null, bool sendsMail = true)
    {
        var mailer = new ScriptedMailer();
        var settings = new Dictionary<string, string?> { ["ACCOUNT_DELETION_GRACE_DAYS"] = graceDays };
        return new DeletionServer(
            await TestServer.Start(
                settings,
                builder =>
                {
                    builder.Services.RemoveAll<IMailer>();
                    if (sendsMail)
                        builder.Services.AddSingleton<IMailer>(mailer);
                },
                database),
            mailer);
    }

    /// <summary>Runs the round as the clock does, by the door of jobs, and waits for its end.</summary>
    /// <returns>Its result, and what it logged.</returns>
    public async Task<(DeletionRoundDto Round, string Logs)> Round()
    {
        var id = await JobFixture.Enqueue(Server.Services, user: null, new DeleteRequestedAccounts());
        string? ended = null;
        await Eventually.True(async () =>
            (ended = await Ask($"SELECT json_build_object('state', state, 'result', result::json, 'logs', logs)::text FROM jobs WHERE id = '{id}' AND finished_at IS NOT NULL") as string)
            is not null);
        var job = JsonDocument.Parse(ended!).RootElement;
        Assert.That(job.GetProperty("state").GetString(), Is.EqualTo("Succeeded"), ended);
        int Count(string name) => job.GetProperty("result").GetProperty(name).GetInt32();
        return (new DeletionRoundDto(Count("letters"), Count("deleted"), Count("kept"), Count("failed")), job.GetProperty("logs").GetRawText());
    }

    /// <summary>Asks for the deletion, and waits until the confirmation is out.</summary>
    public async Task Request(TestUser user)
    {
        await user.Client.PostJson("/v1/users/me/delete-request", new { }).ShouldBeOk();
        await Eventually.True(() => Mailer.To(user).Count == 1);
        await Eventually.True(async () => await Ask($"SELECT settled FROM deletion_requests WHERE user_id = {user.Id}") is "Confirmation");
    }

    public async Task<object?> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task<bool> Exists(TestUser user) => await Ask($"SELECT count(*) FROM users WHERE id = {user.Id}") is 1L;

    public static string TokenIn(Letter letter) => TokenInLink().Match(letter.Text).Groups[1].Value;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [GeneratedRegex(@"\?token=(\S+)")]
    private static partial Regex TokenInLink();
}

/// <summary>Keeps letters, or fails as a test wants.</summary>
internal sealed class ScriptedMailer : IMailer
{
    private readonly ConcurrentQueue<Letter> _letters = new();

    /// <summary>Runs after a letter was taken, and may throw.</summary>
    public Action<Letter>? Afterwards { get; set; }

    /// <summary>Runs before a letter is taken, and may throw.</summary>
    public Action<Letter>? Before { get; set; }

    public List<Letter> To(TestUser user) => [.. _letters.Where(l => l.To == user.Email)];

    public Task Send(Letter letter, CancellationToken ct)
    {
        Before?.Invoke(letter);
        _letters.Enqueue(letter);
        Afterwards?.Invoke(letter);
        return Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Halext.TestKit;

/// <summary>
/// Counts the SQL statements that a request causes, by its trace. Each request of a test client is checked, so that a feature that asks
/// row by row fails in whichever test touches it first.
/// </summary>
public sealed partial class StatementCounter : DelegatingHandler
{
    /// <summary>What a use case may send to the database for one request (docs/decisions/0006).</summary>
    public const int Max = 4;

    /// <summary>What may send more, and why.</summary>
    private static readonly Dictionary<string, int> Exceptions = new()
    {
        // Reads what is known of events, tasks and labels, and stores them and what hangs on them in two batches.
        ["POST /calendar/import"] = 6,

        // May begin a conversation with its first message, which is told to others.
        ["POST /messages/quick"] = 5,

        // Waits for its turn, looks who takes part by then and whether the message is there already, stores it, and has it told to others.
        // When it is there already, and another request is having it answered: looks how far that is, and once more at its end.
        ["POST /conversations/{id}/messages"] = 5,

        // Looks who is asked, then as a message that is posted.
        ["POST /chat/completions"] = 5,

        // The same, and then follows the answer until it begins, or fails before that.
        ["POST /chat/completions/stream"] = 8,

        // Asks a model, within a budget, and once more when what it said cannot be used: as all routes do whose answers have a form.
        ["POST /ai/tasks/suggest-labels"] = 6,

        // Reads how it was; and Quartz locks, reads, changes and notes who paused.
        ["PUT /admin/jobs/recurring/accounts.delete-expired"] = 7,

        // The contract nests four lists in it.
        ["GET /users/me"] = 5,
        ["GET /users/me/"] = 5,
    };

    /// <summary>How the check of a credential that is not remembered marks its statements; it is not part of the use case.</summary>
    private const string CredentialMark = "-- credential";

    /// <summary>How the entry in the audit trail is marked, which every command of an admin writes besides what it does.</summary>
    private const string AuditMark = "-- audit";

    /// <summary>Marks a statement that a unique index refused: the use case starts over behind it, and its count too.</summary>
    private const string LostRaceMark = "-- refused\n";

    private static readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<string>> Statements = new();

    static StatementCounter() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStopped = activity =>
        {
            if (activity.Source.Name == "Npgsql" && Statements.TryGetValue(activity.TraceId, out var statements)
                && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string sql)
                statements.Enqueue(activity.Status == ActivityStatusCode.Error ? LostRaceMark + sql : sql);
        },
    });

    public StatementCounter(HttpMessageHandler inner)
        : base(inner)
    {
    }

    /// <summary>The statements that something sends in this process, without a request.</summary>
    public static async Task<IReadOnlyList<string>> Of(Func<Task> work)
    {
        using var activity = new Activity("test work") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetIdFormat(ActivityIdFormat.W3C).Start();
        var statements = Statements.GetOrAdd(activity.TraceId, _ => new ConcurrentQueue<string>());
        await work();
        Statements.TryRemove(activity.TraceId, out _);
        return [.. statements];
    }

    /// <summary>The statements of the last request that was sent through this handler.</summary>
    public IReadOnlyList<string> Last { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The client passes the current activity on as traceparent.
        using var activity = new Activity("test request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetIdFormat(ActivityIdFormat.W3C).Start();
        var statements = Statements.GetOrAdd(activity.TraceId, _ => new ConcurrentQueue<string>());
        var response = await base.SendAsync(request, cancellationToken);
        Statements.TryRemove(activity.TraceId, out _);
        Last = [.. statements];
        Check(request, Last);
        return response;
    }

    [GeneratedRegex(@"/\d+")]
    private static partial Regex Numbers();

    /// <exception cref="TooManyStatementsException">There were more than <see cref="Max"/>.</exception>
    internal static void Check(HttpRequestMessage request, IReadOnlyCollection<string> statements)
    {
        var own = statements.Reverse()
            .TakeWhile(sql => !sql.StartsWith(LostRaceMark, StringComparison.Ordinal))
            .Where(sql => !sql.StartsWith(CredentialMark, StringComparison.Ordinal) && !sql.StartsWith(AuditMark, StringComparison.Ordinal))
            .Reverse().ToList();
        if (own.Count > Exceptions.GetValueOrDefault($"{request.Method} {Numbers().Replace(request.RequestUri!.AbsolutePath, "/{id}")}", Max))
            throw new TooManyStatementsException($"{request.Method} {request.RequestUri} sent {own.Count} statements:\n{string.Join("\n---\n", own)}");
    }
}

/// <summary>A request sent more SQL statements than the product allows itself.</summary>
public sealed class TooManyStatementsException(string message) : Exception(message);

using System.Collections.Concurrent;
using System.Diagnostics;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.TestKit.Jobs;

/// <summary>Use cases that do what jobs do, well or badly.</summary>
public static class TestJobs
{
    /// <summary>Lets a server run the jobs of this folder, and note here what they do.</summary>
    public static IServiceCollection AddTestJobs(this IServiceCollection services)
    {
        services.AddSingleton(new JobSource(typeof(TestJobs).Assembly));
        services.AddSingleton<JobJournal>();
        services.AddTransient<IRequestHandler<WriteDown, Result<WrittenDto>>, WriteDownHandler>();
        services.AddTransient<IRequestHandler<WriteDownAsAdmin, Result<Done>>, WriteDownAsAdminHandler>();
        services.AddTransient<IRequestHandler<FailTimes, Result<Done>>, FailTimesHandler>();
        services.AddTransient<IRequestHandler<WaitForGate, Result<Done>>, WaitForGateHandler>();
        services.AddTransient<IRequestHandler<WaitDeaf, Result<Done>>, WaitDeafHandler>();
        services.AddTransient<IRequestHandler<NeverEnd, Result<Done>>, NeverEndHandler>();
        services.AddTransient<IRequestHandler<KillProcess, Result<Done>>, KillProcessHandler>();
        services.AddTransient<IRequestHandler<SayOddThings, Result<string>>, SayOddThingsHandler>();
        services.AddTransient<IRequestHandler<WaitForFile, Result<Done>>, WaitForFileHandler>();
        return services;
    }
}

/// <summary>What the jobs of one server did, and the gates that they wait at.</summary>
public sealed class JobJournal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    public int Count(string key) => _counts.AddOrUpdate(key, 1, (_, n) => n + 1);

    public int CountOf(string key) => _counts.GetValueOrDefault(key);

    public TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

public sealed record WrittenDto(string Text, int UserId);

[Job("test.write", "Writes a line.")]
public sealed record WriteDown(string Text) : ICommand<WrittenDto>;

internal sealed class WriteDownHandler(JobJournal journal, ICurrentUser user, IJobProgress progress) : IRequestHandler<WriteDown, Result<WrittenDto>>
{
    public Task<Result<WrittenDto>> Handle(WriteDown request, CancellationToken cancellationToken)
    {
        progress.Log("writing " + request.Text);
        journal.Lines.Enqueue(request.Text);
        return Task.FromResult<Result<WrittenDto>>(new WrittenDto(request.Text, user.Id));
    }
}

[AdminOnly]
[Job("test.admin", "Writes a line, if an admin wants it.")]
public sealed record WriteDownAsAdmin(string Text) : ICommand;

internal sealed class WriteDownAsAdminHandler(JobJournal journal) : IRequestHandler<WriteDownAsAdmin, Result<Done>>
{
    public Task<Result<Done>> Handle(WriteDownAsAdmin request, CancellationToken cancellationToken)
    {
        journal.Lines.Enqueue(request.Text);
        return Task.FromResult(Done.Result);
    }
}

/// <summary>Fails so many times, and then no more.</summary>
[Job("test.fail", "Fails some times.", Retries = 2, BackoffSeconds = 60, RetryOnExceptions = [typeof(IOException)])]
public sealed record FailTimes(string Key, int Times, string How) : ICommand;

internal sealed class FailTimesHandler(JobJournal journal) : IRequestHandler<FailTimes, Result<Done>>
{
    public Task<Result<Done>> Handle(FailTimes request, CancellationToken cancellationToken)
    {
        if (journal.Count(request.Key) > request.Times)
            return Task.FromResult(Done.Result);
        return request.How switch
        {
            "io" => throw new IOException("The line is dead."),
            "bug" => throw new InvalidOperationException("Nobody thought of this."),
            "unavailable" => Task.FromResult<Result<Done>>(Error.Unavailable("Nobody is there.")),
            _ => Task.FromResult<Result<Done>>(Error.Invalid("This can never work.")),
        };
    }
}

/// <summary>Waits until the test lets it go on, or somebody cancels it.</summary>
[Job("test.wait", "Waits.", Queue = "slow")]
public sealed record WaitForGate(string Name) : ICommand;

internal sealed class WaitForGateHandler(JobJournal journal, IJobProgress progress) : IRequestHandler<WaitForGate, Result<Done>>
{
    public async Task<Result<Done>> Handle(WaitForGate request, CancellationToken cancellationToken)
    {
        progress.Report(40, "waiting");
        journal.Count(request.Name);
        await journal.Gate(request.Name).Task.WaitAsync(cancellationToken);
        journal.Lines.Enqueue(request.Name);
        return Done.Result;
    }
}

/// <summary>Waits until the test lets it go on, whoever cancels it.</summary>
[Job("test.deaf", "Waits, and does not listen.")]
public sealed record WaitDeaf(string Name) : ICommand;

internal sealed class WaitDeafHandler(JobJournal journal) : IRequestHandler<WaitDeaf, Result<Done>>
{
    public async Task<Result<Done>> Handle(WaitDeaf request, CancellationToken cancellationToken)
    {
        journal.Count(request.Name);
        await journal.Gate(request.Name).Task;
        return Done.Result;
    }
}

/// <summary>Ends neither in time nor when it is told to.</summary>
[Job("test.never", "Never ends.", Retries = 0, TimeoutSeconds = 0.2)]
public sealed record NeverEnd(bool Listens) : ICommand;

internal sealed class NeverEndHandler : IRequestHandler<NeverEnd, Result<Done>>
{
    public async Task<Result<Done>> Handle(NeverEnd request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, request.Listens ? cancellationToken : CancellationToken.None);
        return Done.Result;
    }
}

/// <summary>Takes its process with it.</summary>
[Job("test.kill", "Kills its process.")]
public sealed record KillProcess : ICommand;

internal sealed class KillProcessHandler : IRequestHandler<KillProcess, Result<Done>>
{
    public Task<Result<Done>> Handle(KillProcess request, CancellationToken cancellationToken)
    {
        Process.GetCurrentProcess().Kill();
        return Task.FromResult(Done.Result);
    }
}

/// <summary>Ends with words that are hard to keep.</summary>
[Job("test.say", "Says odd things.", Retries = 0)]
public sealed record SayOddThings(string What) : ICommand<string>;

internal sealed class SayOddThingsHandler(IJobProgress progress) : IRequestHandler<SayOddThings, Result<string>>
{
    public Task<Result<string>> Handle(SayOddThings request, CancellationToken cancellationToken) => Task.FromResult<Result<string>>(request.What switch
    {
        "long error" => throw new IOException(string.Concat(Enumerable.Repeat("😀", 2_000))),
        "NUL in an error" => throw new IOException("a\0b"),
        "half a character" => Error.Invalid("a\uD83Db"),
        "NUL in a result" => "a\0b \\u0000",
        "large result" => new string('x', 300_000),
        "NUL in progress" => Progress("a\0b"),
        _ => request.What,
    });

    private string Progress(string text)
    {
        progress.Report(10, text);
        progress.Log(text + "\uDE00");
        return "done";
    }
}

/// <summary>Waits for a file: what a test can do to a process of its own.</summary>
[Job("test.file", "Waits for a file.")]
public sealed record WaitForFile(string Path) : ICommand;

internal sealed class WaitForFileHandler(TimeProvider clock) : IRequestHandler<WaitForFile, Result<Done>>
{
    public async Task<Result<Done>> Handle(WaitForFile request, CancellationToken cancellationToken)
    {
        while (!File.Exists(request.Path))
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
        return Done.Result;
    }
}

using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.UnitTests.Common.Messaging;

// Public, because Moq makes proxies of interfaces over them.
public sealed record Look : IQuery<int>;

public sealed record Change : ICommand<int>
{
    public string? Title { get; init; }

    public Optional<string> Note { get; init; }
}

public sealed record ChangeSilently : ICommand;

[Public]
public sealed record LookAtPublic : IQuery<int>;

[AdminOnly]
public sealed record LookAsAdmin : IQuery<int>;

[SessionOnly]
public sealed record ChangeInSession : ICommand<int>;

/// <summary>The rest of the pipeline: answers, and counts how often it is asked.</summary>
internal sealed class Next<T>(Func<int, Result<T>> answer)
{
    public int Calls { get; private set; }

    public Task<Result<T>> Handle() => Task.FromResult(answer(++Calls));
}

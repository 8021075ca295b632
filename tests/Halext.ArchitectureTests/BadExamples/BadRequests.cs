using FluentValidation;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Bad.Examples;

public sealed class PayBill : ICommand;

public record OpenBox(int Id) : ICommand<int>;

public sealed record CountAndClear : ICommand<int>, IQuery<int>;

internal sealed class OpenBoxHandler : ICommandHandler<OpenBox, int>
{
    public Task<Result<int>> Handle(OpenBox request, CancellationToken ct) => Task.FromResult<Result<int>>(request.Id);
}

internal sealed class OpenBoxAgainHandler : ICommandHandler<OpenBox, int>
{
    public Task<Result<int>> Handle(OpenBox request, CancellationToken ct) => Task.FromResult<Result<int>>(request.Id);
}

public sealed class PublicHandler : ICommandHandler<PayBill>
{
    public Task<Result<Done>> Handle(PayBill request, CancellationToken cancellationToken) => Task.FromResult(Done.Result);
}

internal class UnsealedAuthorizer : IAuthorizer<OpenBox>
{
    public Error? Refusal(OpenBox request) => null;
}

internal sealed class SealedAuthorizer : UnsealedAuthorizer;

public sealed class PublicValidator : AbstractValidator<OpenBox>;

[AdminOnly]
public sealed record EmptyBoxes(int Id) : ICommand<int>;

internal sealed class EmptyBoxesHandler(IBadDb db) : ICommandHandler<EmptyBoxes, int>
{
    public async Task<Result<int>> Handle(EmptyBoxes request, CancellationToken ct) => await db.Labels.Where(l => l.Id == request.Id).ExecuteDeleteAsync(ct);
}

[AdminOnly]
public sealed record CloseBoxes(int Id) : ICommand<int>;

internal sealed class CloseBoxesHandler(IBadDb db, AuditTrail trail) : ICommandHandler<CloseBoxes, int>
{
    public async Task<Result<int>> Handle(CloseBoxes request, CancellationToken ct)
    {
        trail.Changed("boxes", request.Id, null, null);
        return await db.Labels.Where(l => l.Id == request.Id).ExecuteDeleteAsync(ct);
    }
}

public sealed record WriteLetter(string Text) : ICommand;

public sealed record SortLetters(Optional<IReadOnlyList<int>?> Ids) : ICommand;

public sealed record PackParcel(Address To) : ICommand;

public sealed record Address(string? Street);

public sealed record SignLetter(string Name) : ICommand;

internal sealed class SignLetterValidator : AbstractValidator<SignLetter>;

public sealed record ForwardLetter(WriteLetter Letter, int To) : ICommand;

public sealed record CreateTaskCommand : ICommand;

public sealed record ListTasksQuery : IQuery<int>;

public sealed record DeleteTaskRequest : ICommand;

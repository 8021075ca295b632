using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>Ends sharing a page with one person. The owner may, and the person themselves. Doing so twice is no mistake.</summary>
public sealed record UnsharePage(int Id, string Username) : ICommand;

internal sealed class UnsharePageValidator : AbstractValidator<UnsharePage>
{
    public UnsharePageValidator() => RuleFor(x => x.Username).NotEmpty().MaximumLength(User.EmailMaxLength);
}

internal sealed class UnsharePageHandler(IPlannerDb db, ICurrentUser user, ISender sender) : ICommandHandler<UnsharePage>
{
    public async Task<Result<Done>> Handle(UnsharePage request, CancellationToken ct)
    {
        var refusal = await db.RefusalUnlessOwner(request.Id, user.Id, ct);
        if (refusal is not null && refusal != PageErrors.OwnerOnly)
            return refusal;
        var found = await sender.Send(new FindUsersByName([request.Username]), ct);
        if (found.Failed)
            return found.Error;
        if (found.Value is not [var person])
            return Error.NotFound("User", request.Username);
        if (refusal is not null && person.Id != user.Id)
            return refusal;

        await db.PageShares.Where(s => s.PageId == request.Id && s.UserId == person.Id).ExecuteDeleteAsync(ct);
        return Done.Result;
    }
}

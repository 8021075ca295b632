using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>Ends sharing an event with one person. The owner may, and the person themselves. Doing so twice is no mistake.</summary>
public sealed record UnshareEvent(int Id, string Username) : ICommand;

internal sealed class UnshareEventValidator : AbstractValidator<UnshareEvent>
{
    public UnshareEventValidator() => RuleFor(x => x.Username).NotEmpty().MaximumLength(User.EmailMaxLength);
}

internal sealed class UnshareEventHandler(IPlannerDb db, ICurrentUser user, ISender sender) : ICommandHandler<UnshareEvent>
{
    public async Task<Result<Done>> Handle(UnshareEvent request, CancellationToken ct)
    {
        var found = await db.Events.Include(e => e.Shares)
            .FirstOrDefaultAsync(e => e.Id == request.Id && (e.OwnerId == user.Id || e.Shares.Any(s => s.UserId == user.Id)), ct);
        if (found is null)
            return EventErrors.NotFound(request.Id);

        // Also somebody whose account is locked, whom a search would not find.
        var names = await sender.NamesOf(found.Shares, ct);
        var share = found.Shares.FirstOrDefault(
            s => names.GetValueOrDefault(s.UserId)?.Equals(request.Username.Trim(), StringComparison.OrdinalIgnoreCase) == true);
        if (share is null)
            return (await sender.FindPeople([request.Username], found.OwnerId, ct)).Failed ? Error.NotFound("User", request.Username) : Done.Result;
        if (found.OwnerId != user.Id && share.UserId != user.Id)
            return EventErrors.OwnerOnly;

        found.Unshare(share.UserId);
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }
}

using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Pages;

/// <summary>Shares a page with people, or says anew whether they may change it. Only its owner may. A private page becomes a shared one.</summary>
/// <param name="Username">One person …</param>
/// <param name="Usernames">… or several.</param>
/// <param name="CanEdit">Whether they may change it; absent, <paramref name="Permission"/> says so.</param>
/// <param name="Permission">edit or view; view when absent.</param>
public sealed record SharePage(string? Username, IReadOnlyList<string>? Usernames, bool? CanEdit, string? Permission)
    : ICommand<IReadOnlyList<PageShareDto>>
{
    internal const string MayEdit = "edit";
    internal const string MayView = "view";

    [JsonIgnore]
    public int Id { get; init; }

    internal IReadOnlyList<string> Names() => Username is null ? Usernames ?? [] : [.. Usernames ?? [], Username];
}

internal sealed class SharePageValidator : AbstractValidator<SharePage>
{
    public SharePageValidator()
    {
        RuleFor(x => x.Username).NotEmpty().When(x => x.Usernames is not { Count: > 0 }).MaximumLength(User.EmailMaxLength);
        RuleFor(x => x.Usernames)
            .Must(names => names is null || (names.Count < Page.SharesMax && names.All(n => n is { Length: > 0 and <= User.EmailMaxLength })))
            .WithMessage($"{{PropertyName}} holds user names, fewer than {Page.SharesMax}.");
        RuleFor(x => x.Permission).Must(word => word is null or SharePage.MayEdit or SharePage.MayView)
            .WithMessage($"{{PropertyName}} is {SharePage.MayEdit} or {SharePage.MayView}.");
    }
}

internal sealed class SharePageHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : ICommandHandler<SharePage, IReadOnlyList<PageShareDto>>
{
    public async Task<Result<IReadOnlyList<PageShareDto>>> Handle(SharePage request, CancellationToken ct)
    {
        var found = await db.FindToChange(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var page = found.Value;
        if (page.OwnerId != user.Id)
            return PageErrors.OwnerOnly;

        // The answer names everybody, so those whom it is shared with already are asked for along with the new ones.
        var names = request.Names();
        var known = await sender.Send(new FindUsersByName(names) { AndIds = [.. page.Shares.Select(s => s.UserId)] }, ct);
        if (known.Failed)
            return known.Error;
        var people = new HashSet<int>();
        foreach (var name in names)
        {
            var person = known.Value.FirstOrDefault(u => u.Username.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
            if (person is null)
                return Error.NotFound("User", name);
            if (person.Id == user.Id)
                return Error.Invalid(request.Username == name ? nameof(request.Username) : nameof(request.Usernames), "The page is yours already.");
            people.Add(person.Id);
        }

        var shared = page.Share(people, request.CanEdit ?? request.Permission == SharePage.MayEdit, clock.GetUtcNow());
        if (shared.Failed)
            return shared.Error;
        await db.SaveChangesAsync(ct);
        return page.Shares.ToDtos(known.Value.ToDictionary(u => u.Id, u => u.Username)).ToList();
    }
}

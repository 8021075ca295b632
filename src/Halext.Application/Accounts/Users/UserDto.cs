using Halext.Application.Accounts.Deletion;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Labels;
using Halext.Application.Planner.Pages;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.Users;

/// <summary>The signed-in person with what they own: the newest <see cref="NestedMax"/> of each kind.</summary>
/// <param name="PendingDeletion">Null unless the account is going to be deleted.</param>
/// <param name="Events">Those that start last, always without whom they are shared with.</param>
public sealed record UserDto(
    int Id,
    string Username,
    string Email,
    string? FullName,
    bool IsAdmin,
    DateTimeOffset CreatedAt,
    IReadOnlyList<TaskDto> Tasks,
    IReadOnlyList<EventDto> Events,
    IReadOnlyList<PageDto> Pages,
    IReadOnlyList<LabelDto> Labels,
    PendingDeletionDto? PendingDeletion)
{
    public const int NestedMax = 100;

    internal static UserDto Of(
        User user, DateTimeOffset now, IReadOnlyList<TaskDto> tasks, IReadOnlyList<EventDto> events, IReadOnlyList<PageDto> pages, IReadOnlyList<LabelDto> labels) =>
        new(user.Id, user.Username, user.Email, user.FullName, user.IsAdmin, user.CreatedAt, tasks, events, pages, labels,
            PendingDeletionDto.Of(user.Deletion, now));
}

using AutoMapper;
using AutoMapper.QueryableExtensions;
using FluentValidation;
using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Tasks;

/// <summary>The signed-in user's tasks, newest first.</summary>
/// <param name="Skip">How many to leave out; for deep lists <paramref name="After"/> is faster.</param>
/// <param name="Limit">How many at the most.</param>
/// <param name="After">Continue behind the task with this id, which need not exist any more.</param>
/// <param name="Completed">Only done (true) or only open ones (false).</param>
/// <param name="Label">Only those with the label of this name.</param>
/// <param name="DueBefore">Only those due before this instant.</param>
/// <param name="DueAfter">Only those due at or after this instant.</param>
/// <param name="Search">Only those whose title or description contains this text in any case.</param>
public sealed record ListTasks(
    int Skip = 0,
    int Limit = 100,
    int? After = null,
    bool? Completed = null,
    string? Label = null,
    DateTimeOffset? DueBefore = null,
    DateTimeOffset? DueAfter = null,
    string? Search = null) : IQuery<IReadOnlyList<TaskDto>>;

internal sealed class ListTasksValidator : AbstractValidator<ListTasks>
{
    public ListTasksValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
        RuleFor(x => x.Label).MaximumLength(Domain.Planner.Label.NameMaxLength);
        RuleFor(x => x.Search).MaximumLength(Rules.SearchMaxLength);
    }
}

internal sealed class ListTasksHandler(IPlannerDb db, ICurrentUser user, IMapper mapper) : IQueryHandler<ListTasks, IReadOnlyList<TaskDto>>
{
    public async Task<Result<IReadOnlyList<TaskDto>>> Handle(ListTasks request, CancellationToken ct)
    {
        if (request == new ListTasks(Limit: request.Limit))
            return await db.NewestTasks(user.Id, request.Limit).ToListAsync(ct);

        // Ids grow with time, so newest first is descending by id; that also makes the id a cursor that survives deletions.
        return await Filter(db.Tasks.AsNoTracking().Where(t => t.OwnerId == user.Id), request)
            .OrderByDescending(t => t.Id)
            .Skip(request.Skip)
            .Take(request.Limit)
            .ProjectTo<TaskDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    private static IQueryable<TaskItem> Filter(IQueryable<TaskItem> tasks, ListTasks request)
    {
        if (request.After is { } after)
            tasks = tasks.Where(t => t.Id < after);
        if (request.Completed is { } completed)
            tasks = tasks.Where(t => t.CompletedAt != null == completed);
        if (!string.IsNullOrEmpty(request.Label))
            tasks = tasks.Where(t => t.Labels.Any(l => l.Name == request.Label));
        if (request.DueBefore is { } before)
            tasks = tasks.Where(t => t.DueDate < before);
        if (request.DueAfter is { } since)
            tasks = tasks.Where(t => t.DueDate >= since);
        if (!string.IsNullOrWhiteSpace(request.Search))
        {
            var pattern = LikePattern.Containing(request.Search);
            tasks = tasks.Where(t =>
                EF.Functions.Like(t.Title.ToLower(), pattern, LikePattern.Escape)
                || EF.Functions.Like(t.Description!.ToLower(), pattern, LikePattern.Escape));
        }

        return tasks;
    }
}

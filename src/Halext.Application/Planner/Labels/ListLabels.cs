using AutoMapper;
using AutoMapper.QueryableExtensions;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Labels;

/// <summary>The signed-in user's labels by name.</summary>
public sealed record ListLabels(int Skip = 0, int Limit = Rules.PageSizeMax) : IQuery<IReadOnlyList<LabelDto>>;

internal sealed class ListLabelsValidator : AbstractValidator<ListLabels>
{
    public ListLabelsValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListLabelsHandler(IPlannerDb db, ICurrentUser user, IMapper mapper) : IQueryHandler<ListLabels, IReadOnlyList<LabelDto>>
{
    public async Task<Result<IReadOnlyList<LabelDto>>> Handle(ListLabels request, CancellationToken ct) =>
        await db.Labels.AsNoTracking()
            .Where(l => l.OwnerId == user.Id)
            .OrderBy(l => l.Name)
            .Skip(request.Skip)
            .Take(request.Limit)
            .ProjectTo<LabelDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Outbox;

/// <summary>What has happened and whose reactions kept failing, newest first.</summary>
/// <param name="Before">Continue behind the one with this id, which need not exist any more.</param>
/// <param name="Limit">How many at the most.</param>
[AdminOnly]
public sealed record ListParkedEvents(long? Before = null, int Limit = 50) : IQuery<IReadOnlyList<ParkedEventDto>>;

internal sealed class ListParkedEventsValidator : AbstractValidator<ListParkedEvents>
{
    public ListParkedEventsValidator() => RuleFor(x => x.Limit).IsPageSize(100);
}

internal sealed class ListParkedEventsHandler(IParkedEvents parked) : IQueryHandler<ListParkedEvents, IReadOnlyList<ParkedEventDto>>
{
    public async Task<Result<IReadOnlyList<ParkedEventDto>>> Handle(ListParkedEvents request, CancellationToken ct) =>
        await parked.List(request.Before, request.Limit, ct);
}

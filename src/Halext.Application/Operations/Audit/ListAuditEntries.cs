using System.Text.Json;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Audit;

/// <summary>What admins did and tried to do, newest first.</summary>
/// <param name="Actor">Only what the account with this id did.</param>
/// <param name="Action">Only use cases of this name.</param>
/// <param name="Target">Only what was done to this, such as <c>users/12</c>, or to all of a sort, such as <c>users</c>.</param>
/// <param name="Outcome">Only what ended with this code; <c>OK</c> is success.</param>
/// <param name="From">Not before this instant.</param>
/// <param name="To">Before this instant.</param>
/// <param name="Before">Only entries older than the one with this id: the last one of the previous page.</param>
/// <param name="Limit">1 to 500.</param>
[AdminOnly]
public sealed record ListAuditEntries(
    int? Actor = null,
    string? Action = null,
    string? Target = null,
    string? Outcome = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    long? Before = null,
    int Limit = 100) : IQuery<IReadOnlyList<AuditEntryDto>>;

/// <param name="ActorId">Who; null for whoever holds the machine, and for those who could not show who they are.</param>
/// <param name="ActorName">The user name as it was then.</param>
/// <param name="Via">By which credential: session, api_key, job or system; password where somebody signs in.</param>
/// <param name="Action">The use case.</param>
/// <param name="Outcome">OK, or the code of the refusal.</param>
/// <param name="TargetType">What sort of thing it was done to.</param>
/// <param name="TargetId">Which one.</param>
/// <param name="Address">The client's IP address.</param>
/// <param name="RequestId">As in the log and in X-Request-ID.</param>
/// <param name="Payload">What was asked for, without secrets.</param>
/// <param name="Before">What was changed as it was, without secrets; null for what is new, and where nothing was changed.</param>
/// <param name="After">The same as it is since then; null for what is gone.</param>
public sealed record AuditEntryDto(
    long Id, DateTimeOffset At, int? ActorId, string? ActorName, string Via, string Action, string Outcome, string? TargetType, string? TargetId,
    string? Address, string? RequestId, JsonElement Payload, JsonElement? Before, JsonElement? After);

internal sealed class ListAuditEntriesValidator : AbstractValidator<ListAuditEntries>
{
    public ListAuditEntriesValidator()
    {
        RuleFor(x => x.Action).MaximumLength(AuditEntry.ActionMaxLength);
        RuleFor(x => x.Target).MaximumLength(AuditEntry.TargetTypeMaxLength + 1 + AuditEntry.TargetIdMaxLength);
        RuleFor(x => x.Outcome).MaximumLength(AuditEntry.OutcomeMaxLength);
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListAuditEntriesHandler(IOperationsDb db) : IQueryHandler<ListAuditEntries, IReadOnlyList<AuditEntryDto>>
{
    public async Task<Result<IReadOnlyList<AuditEntryDto>>> Handle(ListAuditEntries request, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (request.Actor is { } actor)
            entries = entries.Where(e => e.ActorId == actor);
        if (request.Action is { } action)
            entries = entries.Where(e => e.Action == action);
        if (request.Outcome is { } outcome)
            entries = entries.Where(e => e.Outcome == outcome);
        if (request.Target?.Split('/', 2) is [var type, .. var rest])
        {
            entries = entries.Where(e => e.TargetType == type);
            if (rest is [var id])
                entries = entries.Where(e => e.TargetId == id);
        }

        if (request.From is { } from)
            entries = entries.Where(e => e.At >= from);
        if (request.To is { } to)
            entries = entries.Where(e => e.At < to);
        if (request.Before is { } before)
            entries = entries.Where(e => e.Id < before);
        var page = await entries.OrderByDescending(e => e.Id).Take(request.Limit).ToListAsync(ct);
        return page
            .Select(e => new AuditEntryDto(
                e.Id, e.At, e.ActorId, e.ActorName, e.Via, e.Action, e.Outcome, e.TargetType, e.TargetId, e.Address, e.RequestId,
                JsonElement.Parse(e.Payload), Parse(e.Before), Parse(e.After)))
            .ToList();
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}

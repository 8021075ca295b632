using Halext.Application.Assistant.Usage;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Assistant.Usage;

internal sealed class UsageEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/ai").WithTags("AI usage");
        own.MapGet("/usage", GetUsage);
        own.MapGet("/budget", GetBudget);

        var admin = app.MapGroup("/admin/ai").WithTags("AI administration");
        admin.MapGet("/usage", GetUsageOfAll);
        admin.MapGet("/budgets/{user_id:int}", GetBudgetOfUser);
        admin.MapPut("/budgets/{user_id:int}", SetBudget);
    }

    private static Task<OkReply<UsageDto>> GetUsage(
        ISender sender,
        CancellationToken ct,
        Instant? from = null,
        Instant? to = null,
        [FromQuery(Name = "group_by")] Choice<UsageGrouping>? groupBy = null) =>
        sender.Send(new GetUsage(from?.Value, to?.Value, groupBy?.Value ?? UsageGrouping.Day), ct).ToOk();

    private static Task<OkReply<BudgetDto>> GetBudget(ISender sender, CancellationToken ct) => sender.Send(new GetBudget(), ct).ToOk();

    private static Task<OkReply<UsageDto>> GetUsageOfAll(
        ISender sender,
        CancellationToken ct,
        Instant? from = null,
        Instant? to = null,
        [FromQuery(Name = "group_by")] Choice<UsageGrouping>? groupBy = null,
        [FromQuery(Name = "user_id")] int? userId = null) =>
        sender.Send(new GetUsageOfAll(from?.Value, to?.Value, groupBy?.Value ?? UsageGrouping.Day, userId), ct).ToOk();

    private static Task<OkReply<BudgetDto>> GetBudgetOfUser([FromRoute(Name = "user_id")] int userId, ISender sender, CancellationToken ct) =>
        sender.Send(new GetBudgetOfUser(userId), ct).ToOk();

    private static Task<OkReply<BudgetDto>> SetBudget([FromRoute(Name = "user_id")] int userId, SetBudget body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { UserId = userId }, ct).ToOk();
}

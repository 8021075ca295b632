using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Tasks;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Planner.Tasks;

internal sealed class TaskEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var tasks = app.MapGroup("/tasks").WithTags("Tasks");
        tasks.MapGet("/", ListTasks);
        tasks.MapPost("/", CreateTask);
        tasks.MapGet("/{id:int}", GetTask);
        tasks.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], UpdateTask);
        tasks.MapDelete("/{id:int}", DeleteTask);
    }

    private static Task<OkReply<IReadOnlyList<TaskDto>>> ListTasks(
        ISender sender,
        CancellationToken ct,
        int skip = 0,
        int limit = 100,
        int? after = null,
        Flag? completed = null,
        string? label = null,
        [FromQuery(Name = "due_before")] Instant? dueBefore = null,
        [FromQuery(Name = "due_after")] Instant? dueAfter = null,
        string? search = null) =>
        sender.Send(new ListTasks(skip, limit, after, completed?.Value, label, dueBefore?.Value, dueAfter?.Value, search), ct).ToOk();

    private static Task<OkReply<TaskDto>> CreateTask(CreateTask body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<TaskDto>> GetTask(int id, ISender sender, CancellationToken ct) => sender.Send(new GetTask(id), ct).ToOk();

    private static Task<OkReply<TaskDto>> UpdateTask(int id, UpdateTask body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeleteTask(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteTask(id), ct).ToNoContent();
}

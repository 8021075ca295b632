using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Operations;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Halext.WebApi.Common.Security;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Operations.Jobs;

internal sealed class JobAdminEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var jobs = app.MapGroup("/admin/jobs").WithTags("Jobs (admin)").AcceptPageSession();
        jobs.MapGet("/", ListJobs).AddEndpointFilter(JobPage.ForBrowsers);
        jobs.MapGet("/summary", SummarizeJobs);
        jobs.MapGet("/types", ListJobTypes);
        jobs.MapGet("/workers", ListJobWorkers);
        jobs.MapGet("/queues", ListQueues);
        jobs.MapPut("/queues/{name}", PauseQueue);
        jobs.MapGet("/recurring", ListRecurringJobs);
        jobs.MapPut("/recurring/{name}", PauseRecurringJob);
        jobs.MapPost("/recurring/{name}/trigger", TriggerJob);
        jobs.MapGet("/{id:guid}", DescribeJob);
        jobs.MapPost("/{id:guid}/cancel", CancelAnyJob);
        jobs.MapPost("/{id:guid}/retry", RetryJob);
        jobs.MapDelete("/{id:guid}", DropJob);
    }

    private static Task<OkReply<IReadOnlyList<JobRowDto>>> ListJobs(
        ISender sender,
        CancellationToken ct,
        Choice<JobState>? state = null,
        string? type = null,
        string? queue = null,
        [FromQuery(Name = "user_id")] int? userId = null,
        Guid? before = null,
        int limit = 100,
        Guid? series = null,
        [FromQuery(Name = "is_repeating")] Flag? isRepeating = null) =>
        sender.Send(new ListJobs(state?.Value, type, queue, userId, before, limit, series, isRepeating?.Value), ct).ToOk();

    private static Task<OkReply<JobSummaryDto>> SummarizeJobs(ISender sender, CancellationToken ct, Choice<JobPeriod>? period = null) =>
        sender.Send(new SummarizeJobs(period?.Value ?? JobPeriod.Hour), ct).ToOk();

    private static Task<OkReply<IReadOnlyList<JobTypeDto>>> ListJobTypes(ISender sender, CancellationToken ct) => sender.Send(new ListJobTypes(), ct).ToOk();

    private static Task<OkReply<IReadOnlyList<JobWorkerDto>>> ListJobWorkers(ISender sender, CancellationToken ct) =>
        sender.Send(new ListJobWorkers(), ct).ToOk();

    private static Task<OkReply<IReadOnlyList<JobQueueDto>>> ListQueues(ISender sender, CancellationToken ct) => sender.Send(new ListQueues(), ct).ToOk();

    private static Task<NoContentReply> PauseQueue(string name, PauseBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new PauseQueue(name, body.IsPaused), ct).ToNoContent();

    private static Task<OkReply<IReadOnlyList<RecurringJob>>> ListRecurringJobs(ISender sender, CancellationToken ct) =>
        sender.Send(new ListRecurringJobs(), ct).ToOk();

    private static Task<NoContentReply> PauseRecurringJob(string name, PauseBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new PauseRecurringJob(name, body.IsPaused), ct).ToNoContent();

    private static Task<OkReply<TriggeredJobDto>> TriggerJob(string name, ISender sender, CancellationToken ct) => sender.Send(new TriggerJob(name), ct).ToOk();

    private static Task<OkReply<JobDetailsDto>> DescribeJob(Guid id, ISender sender, CancellationToken ct) => sender.Send(new DescribeJob(id), ct).ToOk();

    private static Task<NoContentReply> CancelAnyJob(Guid id, ISender sender, CancellationToken ct) => sender.Send(new CancelAnyJob(id), ct).ToNoContent();

    private static Task<NoContentReply> RetryJob(Guid id, ISender sender, CancellationToken ct) => sender.Send(new RetryJob(id), ct).ToNoContent();

    private static Task<NoContentReply> DropJob(Guid id, ISender sender, CancellationToken ct) => sender.Send(new DropJob(id), ct).ToNoContent();
}

/// <summary>Whether something is to pause or to go on.</summary>
public sealed record PauseBody(bool? IsPaused);

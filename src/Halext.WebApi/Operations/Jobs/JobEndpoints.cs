using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Jobs;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Operations.Jobs;

internal sealed class JobEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        MapJobs(app.MapGroup("/jobs"));
        MapJobs(app.MapGroup("/v1/jobs"));
    }

    private static void MapJobs(RouteGroupBuilder jobs)
    {
        jobs.WithTags("Jobs");
        jobs.MapGet("/{id:guid}", GetJob);
        jobs.MapPost("/{id:guid}/cancel", CancelJob);
    }

    private static Task<OkReply<JobDto>> GetJob(Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetJob(id), ct).ToOk();

    private static Task<NoContentReply> CancelJob(Guid id, ISender sender, CancellationToken ct) => sender.Send(new CancelJob(id), ct).ToNoContent();
}

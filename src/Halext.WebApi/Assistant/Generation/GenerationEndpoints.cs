using Halext.Application.Assistant.Generation;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Assistant.Generation;

internal sealed class GenerationEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/ai/generate-tasks", GenerateTasks).WithTags("Assistant");

    private static Task<AnswerReply<PlanDto>> GenerateTasks(GenerateTasks body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAnswer();
}

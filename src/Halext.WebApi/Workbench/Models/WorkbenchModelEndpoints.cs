using Halext.Application.Common.Messaging;
using Halext.Application.Workbench.Models;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Workbench.Models;

internal sealed class WorkbenchModelEndpoints : IEndpointGroup
{
    private const string StatusSuffix = "/status";

    public static void Map(IEndpointRouteBuilder app)
    {
        var models = app.MapGroup("/models").WithTags("Models");
        models.MapGet("/available", ListAvailableModels);
        models.MapPost("/start", StartModel);
        models.MapPost("/stop", StopModel);
        models.MapGet("/{id}/status", GetModelStatus);

        // Names of models may hold slashes, and nothing can stand behind a parameter that does.
        models.MapGet("/{first}/{**rest}", GetModelStatusWithSlash).ExcludeFromDescription();
    }

    private static Task<OkReply<AvailableModelsDto>> ListAvailableModels(
        ISender sender, CancellationToken ct, [FromQuery(Name = "use_cache")] bool useCache = true, string? provider = null) =>
        sender.Send(new ListAvailableModels(useCache, provider), ct).ToOk();

    private static Task<AcceptedReply<ModelActionDto>> StartModel(StartModel body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAccepted();

    private static Task<AcceptedReply<ModelActionDto>> StopModel(StopModel body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAccepted();

    /// <summary>Slashes in the name of a model may be percent-encoded.</summary>
    private static Task<OkReply<ModelStatusDto>> GetModelStatus(string id, ISender sender, CancellationToken ct) =>
        sender.Send(new GetModelStatus(Uri.UnescapeDataString(id)), ct).ToOk();

    private static Task<OkReply<ModelStatusDto>> GetModelStatusWithSlash(string first, string rest, ISender sender, CancellationToken ct) =>
        GetModelStatus($"{first}/{(rest.EndsWith(StatusSuffix, StringComparison.Ordinal) ? rest[..^StatusSuffix.Length] : rest)}", sender, ct);
}

using Halext.Application.Assistant.Completions;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Assistant.Completions;

/// <summary>What clients of OpenAI's API call.</summary>
internal sealed class CompletionEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags("OpenAI-compatible");
        v1.MapPost("/chat/completions", CompleteChat);
        v1.MapPost("/embeddings", CreateEmbeddings);
        v1.MapGet("/models", ListCompletionModels);

        // Identifiers hold colons and slashes.
        v1.MapGet("/models/{**id}", GetCompletionModel);
    }

    private static async Task<CompletionReply> CompleteChat(CompletionBody body, ISender sender, CancellationToken ct) => body.Stream is true
        ? new CompletionReply(await sender.Send(new StreamCompletion(body), ct).ToCompletionEvents())
        : new CompletionReply(await sender.Send(new CompleteChat(body), ct).ToAnswer());

    private static Task<AnswerReply<VectorListDto>> CreateEmbeddings(CreateEmbeddings body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToAnswer();

    private static Task<OkReply<CompletionModelsDto>> ListCompletionModels(ISender sender, CancellationToken ct) =>
        sender.Send(new ListCompletionModels(), ct).ToOk();

    // A slash that is a part of a path's segment arrives as it was written.
    private static Task<OkReply<CompletionModelDto>> GetCompletionModel(string id, ISender sender, CancellationToken ct) =>
        sender.Send(new GetCompletionModel(id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).TrimEnd('/')), ct).ToOk();
}

using Halext.Application.Accounts.ApiKeys;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Accounts.ApiKeys;

internal sealed class ApiKeyEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        MapKeys(app.MapGroup("/auth/api-keys"));
        MapKeys(app.MapGroup("/v1/auth/api-keys"));
    }

    private static void MapKeys(RouteGroupBuilder keys)
    {
        keys.WithTags("API keys");
        keys.MapGet("/", ListApiKeys);
        keys.MapPost("/", CreateApiKey);
        keys.MapMethods("/{id:int}/revoke", [HttpMethods.Put, HttpMethods.Post], RevokeApiKey);
        keys.MapDelete("/{id:int}", DeleteApiKey);
    }

    private static Task<OkReply<IReadOnlyList<ApiKeyDto>>> ListApiKeys(ISender sender, CancellationToken ct, int limit = 100) =>
        sender.Send(new ListApiKeys(limit), ct).ToOk();

    private static Task<CreatedReply<NewApiKeyDto>> CreateApiKey(CreateApiKey body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToCreated();

    private static Task<OkReply<ApiKeyDto>> RevokeApiKey(int id, ISender sender, CancellationToken ct) => sender.Send(new RevokeApiKey(id), ct).ToOk();

    private static Task<NoContentReply> DeleteApiKey(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteApiKey(id), ct).ToNoContent();
}

using Halext.Application.Assistant.Credentials;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Assistant.Credentials;

internal sealed class CredentialEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/ai").WithTags("AI credentials");
        own.MapGet("/credentials", ListCredentials);
        own.MapPost("/credentials", SaveCredential);
        own.MapDelete("/credentials/{provider}", DeleteCredential);

        // As the old documentation calls them.
        own.MapGet("/api-keys", ListCredentials).ExcludeFromDescription();
        own.MapPost("/api-keys", SaveCredential).ExcludeFromDescription();
        own.MapDelete("/api-keys/{id:int}", DeleteCredentialById);

        var admin = app.MapGroup("/admin/ai/credentials").WithTags("AI administration");
        admin.MapGet("/", ReviewCredentials);
        admin.MapPost("/", StoreCredential);
        admin.MapDelete("/{provider}", RemoveCredential);
    }

    private static Task<OkReply<IReadOnlyList<CredentialStatusDto>>> ListCredentials(ISender sender, CancellationToken ct) =>
        sender.Send(new ListCredentials(), ct).ToOk();

    private static Task<OkReply<CredentialStatusDto>> SaveCredential(SaveCredential body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToOk();

    private static Task<NoContentReply> DeleteCredential(string provider, ISender sender, CancellationToken ct) =>
        sender.Send(new DeleteCredential(provider), ct).ToNoContent();

    private static Task<NoContentReply> DeleteCredentialById(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new DeleteCredentialById(id), ct).ToNoContent();

    private static Task<OkReply<IReadOnlyList<CredentialStatusDto>>> ReviewCredentials(ISender sender, CancellationToken ct, bool shared = false) =>
        sender.Send(new ReviewCredentials(shared), ct).ToOk();

    private static Task<OkReply<CredentialStatusDto>> StoreCredential(StoreCredential body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToOk();

    private static Task<NoContentReply> RemoveCredential(string provider, ISender sender, CancellationToken ct, bool shared = false) =>
        sender.Send(new RemoveCredential(provider, shared), ct).ToNoContent();
}

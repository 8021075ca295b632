using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Halext.WebApi.Common.Security;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Accounts.Users;

internal sealed class UserEndpoints : IEndpointGroup
{
    /// <summary>The operator's access code, where registration needs one.</summary>
    public const string AccessCodeHeader = "X-Halext-Code";

    public static void Map(IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/users").WithTags("Users");
        users.MapPost("/", RegisterUser).AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn).Produces(StatusCodes.Status401Unauthorized);
        users.MapGet("/me", GetProfile);
        users.MapPatch("/me", UpdateProfile);
        users.MapDelete("/me", DeleteAccount);
        users.MapGet("/search", SearchUsers);
    }

    private static Task<OkReply<UserDto>> RegisterUser(
        RegisterUser body,
        [FromHeader(Name = AccessCodeHeader)] string? accessCode,
        [FromQuery(Name = "create_demo_data")] Flag? createDemoData,
        ISender sender,
        CancellationToken ct) =>
        sender.Send(body with { AccessCode = accessCode, CreateDemoData = createDemoData?.Value ?? true }, ct).ToOk();

    private static Task<OkReply<UserDto>> GetProfile(ISender sender, CancellationToken ct) => sender.Send(new GetProfile(), ct).ToOk();

    private static Task<OkReply<AccountDto>> UpdateProfile(UpdateProfile body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<NoContentReply> DeleteAccount(ISender sender, CancellationToken ct) => sender.Send(new DeleteAccount(), ct).ToNoContent();

    private static Task<OkReply<IReadOnlyList<UserSummaryDto>>> SearchUsers(ISender sender, CancellationToken ct, string? q = null, int limit = 20) =>
        sender.Send(new SearchUsers(q, limit), ct).ToOk();
}

using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Accounts.Users;

internal sealed class UserAdminEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/admin/users").WithTags("Users (admin)");
        users.MapGet("/", ListAccounts);
        users.MapPost("/", CreateAccount);
        users.MapGet("/{id:int}", GetAnyAccount);
        users.MapDelete("/{id:int}", DeleteAnyAccount);
        users.MapPut("/{id:int}/role", ChangeAccountRole);
        users.MapPut("/{id:int}/status", ChangeAccountStatus);
        users.MapPost("/{id:int}/reset-password", SendResetLink);
    }

    private static Task<OkReply<IReadOnlyList<AdminUserDto>>> ListAccounts(
        ISender sender,
        CancellationToken ct,
        string? search = null,
        [FromQuery(Name = "is_admin")] Flag? isAdmin = null,
        [FromQuery(Name = "is_active")] Flag? isActive = null,
        int? after = null,
        int limit = 100) =>
        sender.Send(new ListAccounts(search, isAdmin?.Value, isActive?.Value, after, limit), ct).ToOk();

    private static Task<CreatedReply<AdminUserDto>> CreateAccount(CreateAccount body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToCreated();

    private static Task<OkReply<AdminUserDto>> GetAnyAccount(int id, ISender sender, CancellationToken ct) => sender.Send(new GetAnyAccount(id), ct).ToOk();

    private static Task<NoContentReply> DeleteAnyAccount(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteAnyAccount(id), ct).ToNoContent();

    private static Task<OkReply<AdminUserDto>> ChangeAccountRole(int id, RoleBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new ChangeAccountRole(id, body.IsAdmin), ct).ToOk();

    private static Task<OkReply<AdminUserDto>> ChangeAccountStatus(int id, StatusBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new ChangeAccountStatus(id, body.IsActive), ct).ToOk();

    private static Task<OkReply<ResetLinkDto>> SendResetLink(int id, ISender sender, CancellationToken ct) => sender.Send(new SendResetLink(id), ct).ToOk();
}

/// <summary>Whether somebody has the rights of an admin.</summary>
public sealed record RoleBody(bool? IsAdmin);

/// <summary>Whether an account is not locked.</summary>
public sealed record StatusBody(bool? IsActive);

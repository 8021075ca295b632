using AutoMapper;
using Halext.Application.Accounts.Deletion;
using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.Users;

/// <summary>A person as others list them.</summary>
public sealed class UserSummaryDto
{
    public required int Id { get; init; }

    public required string Username { get; init; }

    public required string? Email { get; init; }

    public required string? FullName { get; init; }

    public required bool IsAdmin { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>The signed-in person's own account.</summary>
public sealed class AccountDto
{
    public required int Id { get; init; }

    public required string Username { get; init; }

    public required string Email { get; init; }

    public required string? FullName { get; init; }

    public required bool IsAdmin { get; init; }

    public required bool IsActive { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Null unless the account is going to be deleted.</summary>
    public required PendingDeletionDto? PendingDeletion { get; init; }

    internal static AccountDto Of(User user, DateTimeOffset now) => new()
    {
        Id = user.Id,
        Username = user.Username,
        Email = user.Email,
        FullName = user.FullName,
        IsAdmin = user.IsAdmin,
        IsActive = user.IsActive,
        CreatedAt = user.CreatedAt,
        UpdatedAt = user.UpdatedAt,
        LastSignInAt = user.LastSignInAt,
        PendingDeletion = PendingDeletionDto.Of(user.Deletion, now),
    };
}

internal sealed class UserProfile : Profile
{
    public UserProfile() => CreateMap<User, UserSummaryDto>();
}

using AutoMapper;
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
}

internal sealed class UserProfile : Profile
{
    public UserProfile()
    {
        CreateMap<User, UserSummaryDto>();
        CreateMap<User, AccountDto>();
    }
}

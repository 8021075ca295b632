namespace Halext.Application.Accounts.SignIn;

/// <summary>A sentence for a person, where there is nothing else to answer.</summary>
public sealed record MessageDto(string Message);

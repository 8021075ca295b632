using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>What became of something that an admin had done; clients read <c>success</c> or <c>status</c>.</summary>
/// <param name="Success">Always true: what fails is an error.</param>
/// <param name="Status">success</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record ActionDto(bool Success, string Status, string Message)
{
    internal static ActionDto Done(string message) => new(true, SuccessStatus, message);

    internal const string SuccessStatus = "success";
}

internal static class ServerErrors
{
    public static readonly Error NotSupervised = new(
        "NOT_SUPERVISED",
        ErrorKind.Conflict,
        "Nobody would start this server again. Run it as a service of systemd, or set SUPERVISED=true where something else restarts it.");

    /// <summary>The web client is files that the proxy serves; they are built and installed elsewhere.</summary>
    public static readonly Error NoFrontend = new(
        "FRONTEND_NOT_FOUND",
        ErrorKind.NotFound,
        "This server holds no web client to build: build it where its sources are, and copy it to where the proxy serves it from (docs/operations.md).");
}

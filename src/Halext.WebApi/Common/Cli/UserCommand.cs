using Halext.Application.Accounts.SignIn;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Hosting;

namespace Halext.WebApi.Common.Cli;

/// <summary>Accounts from the command line: the same use cases as over HTTP, on behalf of whoever holds the machine.</summary>
internal static class UserCommand
{
    public static async Task<int> Create(HalextSettings settings, string[] options, CancellationToken ct)
    {
        if (!TryRead(options, out var request, out var isAdmin, out var readPassword))
        {
            await Console.Error.WriteLineAsync(
                "usage: halext user create [--admin] --username NAME --email ADDRESS [--full-name NAME] [--password-stdin]");
            return 2;
        }

        var password = readPassword ? (await Console.In.ReadLineAsync(ct))?.TrimEnd('\r') ?? "" : OpaqueToken.Create()[..20];
        return await WithSender(settings, async sender =>
        {
            var registration = request with { Password = password, AccessCode = settings.Accounts.AccessCode };
            var user = await sender.Send(registration, ct);
            if (user.Failed)
                return user.Error;
            if (isAdmin && await sender.Send(new MakeAdmin(user.Value.Username), ct) is { Failed: true } failure)
                return failure.Error;

            Console.WriteLine($"Created {(isAdmin ? "admin" : "user")} '{user.Value.Username}'{(readPassword ? "." : $" with the password {password}")}");
            return null;
        }, ct);
    }

    public static Task<int> MakeAdmin(HalextSettings settings, string name, CancellationToken ct) => WithSender(settings, async sender =>
    {
        var user = await sender.Send(new MakeAdmin(name), ct);
        if (!user.Failed)
            Console.WriteLine($"'{user.Value.Username}' is an admin now.");
        return user.Error;
    }, ct);

    private static async Task<int> WithSender(HalextSettings settings, Func<ISender, Task<Error?>> work, CancellationToken ct)
    {
        await using var database = await DatabaseAccess.OpenForCommand(settings, ct);
        await using var app = HalextServer.Build(settings, database.ConnectionString);
        await app.Services.GetRequiredService<Migrator>().Migrate(ct);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(Actor.System);
        if (await work(scope.ServiceProvider.GetRequiredService<ISender>()) is not { } error)
            return 0;
        await Console.Error.WriteLineAsync("halext: " + error.Message);
        return 1;
    }

    private static bool TryRead(string[] options, out RegisterUser request, out bool isAdmin, out bool readPassword)
    {
        string? username = null, email = null, fullName = null;
        (isAdmin, readPassword) = (false, false);
        var isValid = true;
        for (var i = 0; i < options.Length; i++)
        {
            switch (options[i])
            {
                case "--admin":
                    isAdmin = true;
                    break;
                case "--password-stdin":
                    readPassword = true;
                    break;
                case "--username" when i + 1 < options.Length:
                    username = options[++i];
                    break;
                case "--email" when i + 1 < options.Length:
                    email = options[++i];
                    break;
                case "--full-name" when i + 1 < options.Length:
                    fullName = options[++i];
                    break;
                default:
                    isValid = false;
                    break;
            }
        }

        request = new RegisterUser(username, email ?? "", "", fullName);
        return isValid && username is not null && email is not null;
    }
}

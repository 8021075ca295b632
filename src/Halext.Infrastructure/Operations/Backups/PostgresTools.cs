using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Halext.Infrastructure.Common.PrivateCluster;
using Npgsql;

namespace Halext.Infrastructure.Operations.Backups;

/// <summary>
/// PostgreSQL's own programs (<c>pg_dump</c>, <c>pg_restore</c>, <c>psql</c>) on one database. They learn by environment variables where it
/// is and how to get in, because anybody on the machine can read command lines; a password that is not set they take from <c>.pgpass</c>.
/// </summary>
internal sealed class PostgresTools(string connectionString)
{
    private const int ErrorMax = 2_000;

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="PostgresToolException">It is not there, or it failed; the message is its own.</exception>
    public async Task Run(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = Start(program, arguments);
        await Task.WhenAll(Drain(process.StandardOutput, ct), Finish(process, program, ct));
    }

    /// <summary>Reads a whole backup and throws the result away: what was cut off or damaged shows.</summary>
    /// <exception cref="PostgresToolException">It cannot be read.</exception>
    public Task Verify(string file, CancellationToken ct) => Run("pg_restore", ["--file=/dev/null", file], ct);

    /// <summary>A backup's table of contents, as <c>pg_restore --list</c> writes it.</summary>
    /// <exception cref="PostgresToolException">It cannot be read.</exception>
    public async Task<string> Contents(string file, CancellationToken ct)
    {
        using var process = Start("pg_restore", ["--list", file]);
        var contents = process.StandardOutput.ReadToEndAsync(ct);
        await Task.WhenAll(contents, Finish(process, "pg_restore", ct));
        return await contents;
    }

    /// <summary>Sends SQL text, then a backup as SQL, then more text, all in one transaction: either all of it is there afterwards, or nothing.</summary>
    /// <exception cref="PostgresToolException">One of the programs failed.</exception>
    public async Task Load(string file, string before, string after, CancellationToken ct)
    {
        using var target = Start("psql", ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"]);
        var loading = Task.WhenAll(Drain(target.StandardOutput, ct), Finish(target, "psql", ct));
        try
        {
            using var source = Start("pg_restore", ["--no-owner", "--no-privileges", "--file=-", file]);
            var reading = Finish(source, "pg_restore", ct);
            await target.StandardInput.WriteAsync(before.AsMemory(), ct);
            await target.StandardInput.FlushAsync(ct);
            await source.StandardOutput.BaseStream.CopyToAsync(target.StandardInput.BaseStream, ct);

            // The end of the input commits, so it may only come when all of it was read.
            await reading;
            await target.StandardInput.WriteAsync(after.AsMemory(), ct);
            target.StandardInput.Close();
        }
        catch (IOException) when (!ct.IsCancellationRequested)
        {
            // psql does not listen any more; it says why itself.
        }
        catch
        {
            Kill(target);
            throw;
        }

        await loading;
    }

    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var directory = PostgresBinaries.DirectoryOf(program)
            ?? throw new PostgresToolException($"{program} is not installed: 'apt-get install postgresql-client', or set PG_BIN_DIR to where it is.");
        var start = new ProcessStartInfo(Path.Combine(directory, program), arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in Target())
            start.Environment[name] = value;
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            var process = new Process { StartInfo = start };
            process.Start();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new PostgresToolException($"{program} cannot be started: {e.Message}");
        }
    }

    /// <summary>libpq's variables (PostgreSQL documentation, "Environment Variables").</summary>
    internal IEnumerable<KeyValuePair<string, string?>> Target()
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        yield return new("PGHOST", target.Host);
        yield return new("PGPORT", target.Port.ToString(CultureInfo.InvariantCulture));
        yield return new("PGDATABASE", target.Database ?? target.Username);
        yield return new("PGUSER", target.Username);
        if (target.Password is { } password)
            yield return new("PGPASSWORD", password);
        if (target.Passfile is { } passfile)
            yield return new("PGPASSFILE", passfile);
        if (target.RootCertificate is { } certificate)
            yield return new("PGSSLROOTCERT", certificate);
        yield return new("PGSSLMODE", target.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        });
        yield return new("PGAPPNAME", "halext backup");
        yield return new("PGCONNECT_TIMEOUT", "15");

        // Notices would hide what is wrong.
        yield return new("PGOPTIONS", "-c client_min_messages=warning");
    }

    private static async Task Finish(Process process, string program, CancellationToken ct)
    {
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
                throw new PostgresToolException($"{program}: {End(errors).Trim()}");
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            throw;
        }
    }

    /// <summary>The end of a text, in whole characters: what a program says last is why it failed.</summary>
    internal static string End(string text) =>
        text.Length <= ErrorMax ? text : text[^(char.IsLowSurrogate(text[^ErrorMax]) ? ErrorMax - 1 : ErrorMax)..];

    private static Task Drain(StreamReader output, CancellationToken ct) => output.BaseStream.CopyToAsync(Stream.Null, ct);

    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill();
    }
}

/// <summary>One of PostgreSQL's programs is missing or has failed; the message says why.</summary>
public sealed class PostgresToolException(string message) : Exception(message);

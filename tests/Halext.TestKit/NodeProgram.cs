using System.ComponentModel;
using System.Diagnostics;

namespace Halext.TestKit;

/// <summary>The programs of tests/clients: other people's code, on Node.js, that Halext is compared with.</summary>
public static class NodeProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Clients => Path.Combine(Repository.Root, "tests", "clients");

    /// <summary>Runs <c>tests/clients/<paramref name="script"/>.mjs</c>.</summary>
    /// <param name="script">Its name without folder and extension.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="timeout">When to give up; a minute by default.</param>
    /// <param name="talk">What is said to its standard input behind that, while it runs.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote to standard error.</exception>
    /// <exception cref="TimeoutException">It did not end in time, and was killed.</exception>
    public static async Task<string> Run(string script, IEnumerable<string>? arguments = null, string input = "", TimeSpan? timeout = null, Func<TextWriter, Task>? talk = null)
    {
        if (!Directory.Exists(Path.Combine(Clients, "node_modules")))
            throw new InvalidOperationException("tests/clients/node_modules is missing: './halext test' installs it.");

        using var process = Start(script, arguments ?? []);
        using var deadline = new CancellationTokenSource(timeout ?? Patience);
        try
        {
            // All three at once: a program that waits for a full pipe to be emptied never ends.
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await Say(process, input, talk, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"tests/clients/{script}.mjs ended with {process.ExitCode}:\n{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"tests/clients/{script}.mjs did not end within {timeout ?? Patience}.");
        }
    }

    private static Process Start(string script, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Clients,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(script + ".mjs");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("Node.js is missing: './halext test' installs it.", e);
        }
    }

    private static async Task Say(Process process, string input, Func<TextWriter, Task>? talk, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            if (talk is not null)
                await talk(process.StandardInput).WaitAsync(cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything, which its exit code and standard error explain better.
        }
    }
}

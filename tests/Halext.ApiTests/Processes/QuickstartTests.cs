using System.Diagnostics;
using System.Text.RegularExpressions;
using Halext.TestKit;

namespace Halext.ApiTests.Processes;

public sealed partial class QuickstartTests
{
    [Test]
    public async Task The_quickstart_works_as_it_is_written()
    {
        await using var server = await HalextProcess.Start().Ready();
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/quickstart.md"));
        var blocks = BashBlock().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.That(blocks, Has.Count.GreaterThan(6));

        // pipefail: a grep behind a failing curl must not hide it.
        var script = "set -euo pipefail\n" + string.Join("\n", blocks) + "\necho; echo END OF QUICKSTART\n";
        using var bash = new Process
        {
            StartInfo = new ProcessStartInfo("bash", ["-c", script])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["API"] = new Uri(server.Address, "/api").ToString() },
            },
        };
        bash.Start();
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.That(bash.ExitCode, Is.Zero, $"{await output}\n{await errors}");
        Assert.That(await output, Does.Contain("END OF QUICKSTART"));
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlock();
}

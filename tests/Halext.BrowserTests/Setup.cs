using Halext.TestKit;
using Microsoft.Playwright;

[assembly: Parallelizable(ParallelScope.All)]

// Each test is a window of one browser; more of them at once only wait for each other.
[assembly: LevelOfParallelism(4)]

namespace Halext.BrowserTests;

/// <summary>One browser around all tests of this assembly: the one that is installed here, for Playwright's own cannot be had everywhere.</summary>
[SetUpFixture]
public sealed class Setup
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Nothing but what the tests ask for: no updates, no look-ups at the maker's.
    private static readonly string[] Arguments =
        ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static IPlaywright? _playwright;

    public static IBrowser Browser { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartBrowser()
    {
        var program = Programs.Prepend(Environment.GetEnvironmentVariable("CHROMIUM_PATH")).FirstOrDefault(File.Exists);
        Assert.That(program, Is.Not.Null, "These tests need Chromium: 'apt-get install chromium', or set CHROMIUM_PATH.");
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Browser is not null)
            await Browser.CloseAsync();
        _playwright?.Dispose();
        await TestCluster.Stop();
    }
}

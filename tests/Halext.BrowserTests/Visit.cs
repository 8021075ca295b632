using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Halext.BrowserTests;

/// <summary>Somebody's window: it reaches nothing but the server under test, and remembers whatever the page did wrong.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    private Visit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Set where a test has the server refuse things: the browser reports each such answer as an error.</summary>
    public bool ExpectsRefusals { get; set; }

    public static async Task<Visit> Begin(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        var context = await Setup.Browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(), ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = "en-GB", TimezoneId = "UTC",
            ReducedMotion = ReducedMotion.Reduce,
        });
        var visit = new Visit(context, await context.NewPageAsync());
        await context.RouteAsync("**/*", async route =>
        {
            if (new Uri(route.Request.Url).Authority == address.Authority)
            {
                await route.ContinueAsync();
                return;
            }

            visit._faults.Enqueue("asked for " + route.Request.Url);
            await route.AbortAsync();
        });
        await context.AddInitScriptAsync("addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`))");
        visit.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !(visit.ExpectsRefusals && message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)))
                visit._faults.Enqueue(message.Text);
        };
        visit.Page.PageError += (_, error) => visit._faults.Enqueue(error);
        return visit;
    }

    /// <summary>What the page did wrong so far: errors, broken rules about content, requests to other hosts.</summary>
    public IReadOnlyList<string> TakeFaults()
    {
        var faults = _faults.ToArray();
        _faults.Clear();
        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.That(_faults, Is.Empty, "the page did something wrong");
    }
}

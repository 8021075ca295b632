using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Halext.TestKit;

namespace Halext.ApiTests.Deployment;

/// <summary>A real nginx on a free port, with one of the committed files; only its port, its application and its directory of files are replaced.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Debian = "/usr/sbin/nginx";

    private readonly Process _process;
    private readonly TemporaryDirectory _prefix;

    private Nginx(Process process, TemporaryDirectory prefix, int port)
    {
        (_process, _prefix) = (process, prefix);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    /// <summary>What is put here is served as the web client.</summary>
    public string FrontendDirectory => FrontendIn(_prefix.Path);

    public static async Task<Nginx> Start(string variant, Uri application)
    {
        var directory = new TemporaryDirectory();
        var prefix = directory.Path;
        Directory.CreateDirectory(FrontendIn(prefix));
        var port = HalextProcess.FreePort();
        await File.WriteAllTextAsync(Path.Combine(prefix, "halext.conf"), await Configuration(variant, port, application, FrontendIn(prefix)));
        await File.WriteAllTextAsync(Path.Combine(prefix, "nginx.conf"), Surroundings());
        var start = new ProcessStartInfo(Program()) { RedirectStandardError = true };
        foreach (var argument in (string[])["-p", prefix, "-c", "nginx.conf", "-e", "error.log"])
            start.ArgumentList.Add(argument);
        var nginx = new Nginx(Process.Start(start)!, directory, port);
        await nginx.UntilItListens(port);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _prefix.Dispose();
    }

    private static string FrontendIn(string prefix) => Path.Combine(prefix, "www");

    /// <summary>Fails when a line to replace is not there, so that the tests cannot miss the application that they mean.</summary>
    private static async Task<string> Configuration(string variant, int port, Uri application, string frontend)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docker", "nginx", variant + ".conf"));
        foreach (var (line, replacement) in (ReadOnlySpan<(string, string)>)
        [
            ("    listen 80;\n", $"    listen 127.0.0.1:{port};\n"),
            ("    server 127.0.0.1:8000;\n", $"    server {application.Authority};\n"),
            ("    root /var/www/halext;\n", $"    root {frontend};\n"),
        ])
        {
            Assert.That(text, Does.Contain(line));
            text = text.Replace(line, replacement, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>One process without children, so that nothing is left when it is killed.</summary>
    private static string Surroundings() =>
        $$"""
        daemon off;
        master_process off;
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        pid nginx.pid;
        events {}
        http {
            access_log access.log;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            include halext.conf;
        }
        """;

    private static string Program()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, "nginx"))
            .Append(Debian).FirstOrDefault(File.Exists);
        Assert.That(program, Is.Not.Null, "nginx is not installed: apt-get install nginx");
        return program!;
    }

    private async Task UntilItListens(int port) => await Eventually.True(async () =>
    {
        if (_process.HasExited)
            Assert.Fail("nginx ended: " + await _process.StandardError.ReadToEndAsync());
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });
}

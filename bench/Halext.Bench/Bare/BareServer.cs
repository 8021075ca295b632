using System.Text.Json;
using Npgsql;

namespace Halext.Bench.Bare;

/// <summary>
/// The yardstick: Kestrel and Npgsql without a framework, without authentication, validation or logs, with one round trip to the database
/// per request. What a careful engineer would write by hand for these two routes alone.
/// </summary>
internal static class BareServer
{
    public static async Task<int> Run(string port, string connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var tasks = new BareTasks(dataSource);
        await using var app = builder.Build();
        app.Run(context => (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/tasks/") => List(context, tasks),
            ("POST", "/tasks/") => Create(context, tasks),
            ("GET", "/ready") => Task.CompletedTask,
            _ => NotFound(context),
        });
        await app.RunAsync();
        return 0;
    }

    private static async Task List(HttpContext context, BareTasks tasks)
    {
        var list = await tasks.List(BareTasks.Owner, context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, TaskJson.WriterOptions);
        TaskJson.Write(json, list);
    }

    private static async Task Create(HttpContext context, BareTasks tasks)
    {
        var body = await JsonSerializer.DeserializeAsync(context.Request.Body, BareJsonContext.Default.NewTask, context.RequestAborted);
        var task = await tasks.Create(BareTasks.Owner, body!, context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, TaskJson.WriterOptions);
        TaskJson.Write(json, task);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}

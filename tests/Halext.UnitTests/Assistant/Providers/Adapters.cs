using System.Collections.Concurrent;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Assistant.Providers;
using Halext.Infrastructure.Common.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Halext.UnitTests.Assistant.Providers;

/// <summary>The adapters with the HTTP clients of production, and everything that they log.</summary>
internal sealed class Adapters : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly CapturedLogs _logs = new();

    public Adapters(TimeProvider? clock = null, Action<IServiceCollection>? configure = null, params (string Name, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs));
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddSingleton(Settings.With(settings));
        configure?.Invoke(services);
        services.AddOutgoingHttp();
        services.AddProviders();
        _services = services.BuildServiceProvider();
    }

    public IReadOnlyList<string> Logs => [.. _logs.Lines];

    public IHttpClientFactory Clients => _services.GetRequiredService<IHttpClientFactory>();

    public IOllamaHost Host => _services.GetRequiredService<IOllamaHost>();

    /// <summary>As they are, without time limits and repetitions.</summary>
    public IModelProvider Of(ProviderProtocol protocol) => protocol switch
    {
        ProviderProtocol.OpenAi => _services.GetRequiredService<OpenAiProvider>(),
        ProviderProtocol.Anthropic => _services.GetRequiredService<AnthropicProvider>(),
        ProviderProtocol.Ollama => _services.GetRequiredService<OllamaProvider>(),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    /// <summary>As they are handed out.</summary>
    public IModelProvider Registered(ProviderProtocol protocol) => _services.GetServices<IModelProvider>().Single(p => p.Protocol == protocol);

    public void Dispose() => _services.Dispose();

    private sealed class CapturedLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

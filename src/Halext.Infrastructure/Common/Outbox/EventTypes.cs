using System.Text.Json;
using Halext.Application.Common.Events;
using Halext.Domain.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Common.Outbox;

/// <summary>Every kind of event by its name, with how it is written, read and handed to its reactions.</summary>
internal static class EventTypes
{
    private static readonly Dictionary<string, Kind> Kinds = typeof(IDomainEvent).Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(IDomainEvent)) && !t.IsInterface)
        .ToDictionary(t => t.Name, t => (Kind)Activator.CreateInstance(typeof(Kind<>).MakeGenericType(t))!);

    public static OutboxEntry ToEntry(IDomainEvent happened, DateTimeOffset now) => new()
    {
        Type = happened.GetType().Name,
        Stream = happened.Stream,
        Payload = JsonSerializer.Serialize(happened, happened.GetType()),
        CreatedAt = now,
        AvailableAt = now,
    };

    /// <summary>Hands an event to all of its reactions.</summary>
    /// <exception cref="InvalidOperationException">No kind of event has this name (any more).</exception>
    /// <exception cref="JsonException">The payload is not of this kind (any more).</exception>
    public static Task React(string type, string payload, IServiceProvider services, CancellationToken ct) =>
        Kinds.TryGetValue(type, out var kind)
            ? kind.React(payload, services, ct)
            : throw new InvalidOperationException($"There is no event called {type}.");

    private abstract class Kind
    {
        public abstract Task React(string payload, IServiceProvider services, CancellationToken ct);
    }

    private sealed class Kind<TEvent> : Kind
        where TEvent : IDomainEvent
    {
        public override async Task React(string payload, IServiceProvider services, CancellationToken ct)
        {
            var happened = JsonSerializer.Deserialize<TEvent>(payload)!;
            foreach (var reaction in services.GetServices<IReaction<TEvent>>())
                await reaction.React(happened, ct);
        }
    }
}

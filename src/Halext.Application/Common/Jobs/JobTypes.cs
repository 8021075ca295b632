using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Operations;

namespace Halext.Application.Common.Jobs;

/// <summary>An assembly in which use cases that run as jobs are looked for.</summary>
public sealed record JobSource(Assembly Assembly);

/// <summary>Every use case that can run as a job, by its stable name.</summary>
public sealed class JobTypes
{
    private readonly Dictionary<string, JobType> _byName;
    private readonly Dictionary<Type, JobType> _byRequest;

    /// <exception cref="InvalidOperationException">Two have the same name, or one is no use case: a bug that shows at the start.</exception>
    public JobTypes(IEnumerable<JobSource> sources)
    {
        All = [.. sources.SelectMany(s => s.Assembly.GetTypes()).Where(t => t.IsDefined(typeof(JobAttribute))).Select(JobType.Of).OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (All.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Two jobs are called '{twice.Key}': {string.Join(", ", twice.Select(t => t.Request.Name))}.");
        if (All.FirstOrDefault(t => !Job.IsQueueName(t.Attribute.Queue)) is { } odd)
            throw new InvalidOperationException($"The job '{odd.Name}' names the queue '{odd.Attribute.Queue}', which no queue may be called.");
        _byName = All.ToDictionary(t => t.Name);
        _byRequest = All.ToDictionary(t => t.Request);
    }

    public IReadOnlyList<JobType> All { get; }

    /// <summary>Every queue that some type names.</summary>
    public IReadOnlyList<string> Queues => [.. All.Select(t => t.Attribute.Queue).Append(JobAttribute.DefaultQueue).Distinct().Order(StringComparer.Ordinal)];

    public JobType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">The request is no job.</exception>
    public JobType Of(Type request) =>
        _byRequest.GetValueOrDefault(request) ?? throw new ArgumentException($"{request.Name} has no [Job] attribute.", nameof(request));
}

/// <summary>A use case that can run as a job.</summary>
public abstract class JobType
{
    // Requests of older versions: what they had too much is passed over, what they lack is named.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private protected JobType(Type request)
    {
        Request = request;
        Attribute = request.GetCustomAttribute<JobAttribute>()!;
        Recurring = request.GetCustomAttribute<RecurringAttribute>();
    }

    public Type Request { get; }

    public JobAttribute Attribute { get; }

    /// <summary>Its schedule, if it has one.</summary>
    public RecurringAttribute? Recurring { get; }

    public string Name => Attribute.Name;

    public string Write(object request) => JsonSerializer.Serialize(request, Request, Json);

    /// <exception cref="JsonException">It is no request of this type; the message says what is wrong.</exception>
    public object Read(string payload) => JsonSerializer.Deserialize(payload, Request, Json) ?? throw new JsonException("it is null");

    /// <summary>The request that a schedule makes.</summary>
    public object CreateRequest() => Read("{}");

    /// <summary>Hands a request in at the door.</summary>
    /// <returns>The use case's refusal, or its answer; neither when it has nothing to say but that it is done.</returns>
    public abstract Task<(Error? Error, object? Value)> Send(ISender sender, object request, CancellationToken ct);

    /// <summary>Adds the job that a schedule makes.</summary>
    public abstract Task<Guid> Enqueue(IJobQueue queue, JobOptions options, CancellationToken ct);

    /// <summary>Whether a failure is worth another try.</summary>
    public bool IsWorthRetrying(Error error) => Attribute.RetryOn.Contains(error.Kind);

    /// <inheritdoc cref="IsWorthRetrying(Error)"/>
    public bool IsWorthRetrying(Exception exception) =>
        Attribute.RetryOnExceptions is [] || Attribute.RetryOnExceptions.Any(type => type.IsInstanceOfType(exception));

    internal static JobType Of(Type request)
    {
        var answer = request.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>))?.GetGenericArguments()[0]
            ?? throw new InvalidOperationException($"{request.Name} has a [Job] attribute, but is no use case.");
        return (JobType)Activator.CreateInstance(typeof(Typed<,>).MakeGenericType(request, answer))!;
    }

    private sealed class Typed<TRequest, T>() : JobType(typeof(TRequest))
        where TRequest : IUseCase<T>
    {
        public override Task<Guid> Enqueue(IJobQueue queue, JobOptions options, CancellationToken ct) => queue.Enqueue((TRequest)CreateRequest(), options, ct);

        public override async Task<(Error? Error, object? Value)> Send(ISender sender, object request, CancellationToken ct)
        {
            var result = await sender.Send((TRequest)request, ct);
            return result.Failed ? (result.Error, null) : (null, result.Value is Done ? null : result.Value);
        }
    }
}

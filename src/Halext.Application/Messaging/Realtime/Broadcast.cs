using System.Text.Json;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Realtime;

/// <summary>Pushes a message to one user, to a channel, or to everybody who is connected, on every node.</summary>
/// <param name="Message">A JSON object that is not empty.</param>
/// <param name="UserId">One person; wins over the channel.</param>
/// <param name="Channel">Who has subscribed to it.</param>
[AdminOnly]
public sealed record Broadcast(JsonElement Message, int? UserId, string? Channel) : ICommand<BroadcastDto>
{
    /// <summary>What such events are called.</summary>
    public const string EventType = "broadcast";
}

/// <summary>What became of a broadcast.</summary>
/// <param name="Status">sent</param>
/// <param name="Target">user:ID, channel:NAME or all.</param>
public sealed record BroadcastDto(string Status, string Target);

internal sealed class BroadcastValidator : AbstractValidator<Broadcast>
{
    public BroadcastValidator()
    {
        RuleFor(x => x.Message).Must(m => m.ValueKind is JsonValueKind.Object && m.EnumerateObject().Any()).WithMessage("The message is a JSON object that is not empty.");
        RuleFor(x => x.Message).Must(m => m.ValueKind is JsonValueKind.Undefined || m.GetRawText().Length <= 32 * 1024).WithMessage("The message has at most 32 KB.");
        RuleFor(x => x.Channel).MaximumLength(Channels.NameMaxLength);
    }
}

internal sealed class BroadcastHandler(IRealtime realtime) : ICommandHandler<Broadcast, BroadcastDto>
{
    public async Task<Result<BroadcastDto>> Handle(Broadcast request, CancellationToken ct)
    {
        var topic = request switch
        {
            { UserId: { } userId } => Topics.User(userId),
            { Channel: { Length: > 0 } channel } => Channels.TopicOf(channel),
            _ => Topics.All,
        };
        await realtime.Publish(topic, Broadcast.EventType, request.Message, ct);
        return new BroadcastDto("sent", topic == Topics.All ? "all" : request.UserId is null ? $"channel:{request.Channel}" : topic);
    }
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Realtime;

/// <summary>Asks for the topic of a channel that the signed-in user may listen to: their own, their conversations', and public ones.</summary>
public sealed record SubscribeToChannel(string Channel) : IQuery<string>;

internal sealed class SubscribeToChannelValidator : AbstractValidator<SubscribeToChannel>
{
    public SubscribeToChannelValidator() => RuleFor(x => x.Channel).NotEmpty().MaximumLength(Channels.NameMaxLength);
}

internal sealed class SubscribeToChannelHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<SubscribeToChannel, string>
{
    public async Task<Result<string>> Handle(SubscribeToChannel request, CancellationToken ct)
    {
        var topic = Channels.TopicOf(request.Channel);
        return topic == Topics.User(user.Id)
            || request.Channel.StartsWith(Channels.PublicPrefix, StringComparison.Ordinal)
            || (Channels.ConversationOf(request.Channel) is { } id && !(await db.CheckParticipant(id, user.Id, ct)).Failed)
            ? topic
            : Error.NotFound("Channel", request.Channel);
    }
}

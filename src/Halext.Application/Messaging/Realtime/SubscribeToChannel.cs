using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Realtime;

/// <summary>Asks for the topic of a channel that the signed-in user may listen to: their own, and public ones.</summary>
public sealed record SubscribeToChannel(string Channel) : IQuery<string>;

internal sealed class SubscribeToChannelValidator : AbstractValidator<SubscribeToChannel>
{
    public SubscribeToChannelValidator() => RuleFor(x => x.Channel).NotEmpty().MaximumLength(Channels.NameMaxLength);
}

internal sealed class SubscribeToChannelHandler(ICurrentUser user) : IQueryHandler<SubscribeToChannel, string>
{
    public Task<Result<string>> Handle(SubscribeToChannel request, CancellationToken ct)
    {
        var topic = Channels.TopicOf(request.Channel);
        var isAllowed = topic == Topics.User(user.Id)
            || request.Channel.StartsWith(Channels.PublicPrefix, StringComparison.Ordinal);
        return Task.FromResult(isAllowed ? topic : (Result<string>)Error.NotFound("Channel", request.Channel));
    }
}

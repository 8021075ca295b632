using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Messages;

/// <summary>Posts a message, and with it the assistant's answer where the conversation has an assistant that answers.</summary>
/// <param name="Content">The text.</param>
/// <param name="Model">The model that the assistant shall answer with, else the conversation's.</param>
/// <param name="ClientMessageId">The client's own name for the message: posted again under the same name, it is the same message.</param>
/// <param name="ReplyToId">The message of the conversation that it answers.</param>
public sealed record PostMessage(string Content, string? Model = null, string? ClientMessageId = null, int? ReplyToId = null)
    : ICommand<IReadOnlyList<ChatMessageDto>>
{
    [JsonIgnore]
    public int ConversationId { get; init; }

    /// <summary>Whether to come back with the assistant's answer, or at once.</summary>
    [JsonIgnore]
    public bool WaitForAnswer { get; init; } = true;
}

internal sealed class PostMessageValidator : AbstractValidator<PostMessage>
{
    public PostMessageValidator()
    {
        RuleFor(x => x.Content).IsMessageContent();
        RuleFor(x => x.Model).IsModelUsed();
        RuleFor(x => x.ClientMessageId).IsClientMessageId();
    }
}

internal sealed class PostMessageHandler(ISender sender, TimeProvider clock) : ICommandHandler<PostMessage, IReadOnlyList<ChatMessageDto>>
{
    /// <summary>Proxies commonly give up after a minute. An answer that takes longer comes by the socket, or with the next list.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(55);

    public async Task<Result<IReadOnlyList<ChatMessageDto>>> Handle(PostMessage request, CancellationToken ct)
    {
        var asked = await sender.Send(new AskInConversation(request, new GenerationOptions(), Always: false), ct);
        if (asked.Failed)
            return asked.Error;
        var answer = request.WaitForAnswer ? await Answer(asked.Value, ct) : null;
        var message = asked.Value.Message with { GenerationId = asked.Value.GenerationId };
        return answer is null ? new[] { message } : new[] { message, answer };
    }

    /// <summary>The answer, if it comes in time and is not empty. It goes on being written when nobody waits.</summary>
    private async Task<ChatMessageDto?> Answer(AskedAssistant asked, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            if (asked.Answer is { } answer)
                return (await answer.WaitAsync(either.Token)).Message;

            // It was posted before, perhaps on another node.
            var follow = asked.GenerationId is { } id ? new FollowGeneration(id) { ConversationId = asked.Message.ConversationId } : null;
            if (follow is null || await sender.Send(follow, ct) is not { Failed: false, Value: var followed })
                return null;
            return (await followed.Steps.LastAsync(either.Token)).Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}

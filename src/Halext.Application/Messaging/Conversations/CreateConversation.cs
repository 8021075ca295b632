using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Begins a conversation of the signed-in user, who owns it.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Mode">What it is for.</param>
/// <param name="WithAi">Whether the assistant answers messages.</param>
/// <param name="DefaultModelId">The model that the assistant answers with; absent leaves the choice to the server.</param>
/// <param name="ParticipantUsernames">The others, by user name.</param>
/// <param name="SystemPrompt">What the assistant is told about itself.</param>
/// <param name="ModelId">The same as default_model_id, under the name that some clients know.</param>
public sealed record CreateConversation(
    string Title,
    ConversationMode Mode = ConversationMode.Solo,
    bool WithAi = true,
    string? DefaultModelId = null,
    IReadOnlyList<string>? ParticipantUsernames = null,
    string? SystemPrompt = null,
    string? ModelId = null) : ICommand<ConversationDto>;

internal sealed class CreateConversationValidator : AbstractValidator<CreateConversation>
{
    public CreateConversationValidator()
    {
        RuleFor(x => x.Title).IsConversationTitle();
        RuleFor(x => x.Mode).IsInEnum();
        RuleFor(x => x.DefaultModelId).IsModelId();
        RuleFor(x => x.ModelId).IsModelId();
        RuleFor(x => x.SystemPrompt).IsSystemPrompt();
        RuleFor(x => x.ParticipantUsernames).AreParticipantNames();
    }
}

internal sealed class CreateConversationHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : ICommandHandler<CreateConversation, ConversationDto>
{
    public async Task<Result<ConversationDto>> Handle(CreateConversation request, CancellationToken ct)
    {
        var people = await sender.FindPeople(request.ParticipantUsernames, ct);
        if (people.Failed)
            return people.Error;
        var made = Conversation.Create(
            user.Id, request.Title, request.Mode, request.WithAi, request.DefaultModelId ?? request.ModelId, request.SystemPrompt,
            people.Value.Select(p => p.Id), clock.GetUtcNow());
        if (made.Failed)
            return made.Error;

        db.Conversations.Add(made.Value);
        await db.SaveChangesAsync(ct);
        return (await sender.Show([new ConversationView { Conversation = made.Value, LastMessage = null }], user.Id, ct))[0];
    }
}

using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Chat;

/// <summary>Asks a model and gets the answer in pieces, as server-sent events of JSON chunks.</summary>
/// <param name="Prompt">The question; may be empty.</param>
/// <param name="History">What was said before, oldest first.</param>
/// <param name="Model">The wanted model; without one the person's default.</param>
public sealed record StreamChat(string Prompt, IReadOnlyList<ChatTurn>? History = null, string? Model = null) : ICommand<TextStream>
{
    /// <summary>Where the person asked, for the ledger.</summary>
    [JsonIgnore]
    public string Route { get; init; } = "/ai/chat/stream";
}

internal sealed class StreamChatValidator : AbstractValidator<StreamChat>
{
    public StreamChatValidator()
    {
        RuleFor(x => x.Prompt).IsPrompt();
        RuleFor(x => x.History).IsHistory(x => x.Prompt);
        RuleForEach(x => x.History).SetValidator(new ChatTurnValidator());
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class StreamChatHandler(TextAnswers answers) : ICommandHandler<StreamChat, TextStream>
{
    public Task<Result<TextStream>> Handle(StreamChat request, CancellationToken ct) =>
        answers.Stream(new ModelCall(request.Route, ChatMessages.From(request.History, request.Prompt), request.Model), ct);
}

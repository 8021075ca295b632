using System.ComponentModel;
using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Suggests what the people of a conversation should do next to reach its goal.</summary>
public sealed record SuggestNextSteps(int ConversationId) : IQuery<Answered<IReadOnlyList<string>>>;

internal sealed class SuggestNextStepsHandler(IMessagingDb db, ICurrentUser user, ISender sender, StructuredAnswers answers)
    : IQueryHandler<SuggestNextSteps, Answered<IReadOnlyList<string>>>
{
    public Task<Result<Answered<IReadOnlyList<string>>>> Handle(SuggestNextSteps request, CancellationToken ct) => answers.AskAbout(
        db, sender, (request.ConversationId, user.Id), ("/conversations/hive-mind/next-steps", HiveMind.NextSteps), NextSteps.Form, ct);
}

internal static class NextSteps
{
    private const int Max = 5;

    public static readonly AnswerForm<Raw, IReadOnlyList<string>> Form = new("next_steps", Apply, Plain);

    public static Result<IReadOnlyList<string>> Apply(Raw raw)
    {
        var steps = AnswerRules.Lines(raw.Steps, Max);
        return steps.Count == 0 ? Error.Invalid("it names no steps.") : steps;
    }

    /// <summary>One step per line; a single line is more likely an excuse.</summary>
    public static Raw? Plain(string text) => AnswerRules.Lines([text], Max) is { Count: > 1 } lines ? new Raw { Steps = lines } : null;

    internal sealed record Raw
    {
        [Description("Three to five, the most important first.")]
        public IReadOnlyList<string>? Steps { get; init; }
    }
}

using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Sums up how far a conversation has come towards its goal.</summary>
public sealed record SummarizeHiveMind(int ConversationId) : IQuery<Answered<string>>;

internal sealed class SummarizeHiveMindHandler(IMessagingDb db, ICurrentUser user, ISender sender, StructuredAnswers answers)
    : IQueryHandler<SummarizeHiveMind, Answered<string>>
{
    public Task<Result<Answered<string>>> Handle(SummarizeHiveMind request, CancellationToken ct) => answers.AskAbout(
        db, sender, (request.ConversationId, user.Id), ("/conversations/hive-mind/summary", HiveMind.Summary), HiveMindSummary.Form, ct);
}

internal static class HiveMindSummary
{
    public static readonly AnswerForm<Raw, string> Form = new("summary", Apply, text => new Raw { Summary = text });

    public static Result<string> Apply(Raw raw) =>
        AnswerRules.Text(raw.Summary, AssistantRules.TextMaxLength) is { } summary ? summary : Error.Invalid("it has no summary.");

    internal sealed record Raw
    {
        public string? Summary { get; init; }
    }
}

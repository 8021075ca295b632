using System.ComponentModel;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>Summarizes a note and finds tags and tasks in it.</summary>
/// <param name="Content">The note.</param>
/// <param name="MaxLength">Of the summary, in characters.</param>
/// <param name="Model">The wanted model.</param>
public sealed record SummarizeNote(string Content, int MaxLength = SummarizeNote.MaxLengthDefault, string? Model = null) : ICommand<Answered<NoteSummaryDto>>
{
    public const int MaxLengthDefault = 200;
}

/// <summary>A summary.</summary>
/// <param name="Summary">At most as long as asked for.</param>
/// <param name="Tags">At most five, in lower case.</param>
/// <param name="ExtractedTasks">What the note says is to be done.</param>
/// <param name="KeyPoints">At most five; the mobile client's field.</param>
public sealed record NoteSummaryDto(
    string Summary,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> ExtractedTasks,
    [property: JsonPropertyName("keyPoints")] IReadOnlyList<string> KeyPoints)
{
    /// <summary>The words of the summary; the mobile client's field.</summary>
    [JsonPropertyName("wordCount")]
    public int WordCount => AnswerRules.CountWords(Summary);
}

internal sealed class SummarizeNoteValidator : AbstractValidator<SummarizeNote>
{
    public SummarizeNoteValidator()
    {
        RuleFor(x => x.Content).NotEmpty().IsPrompt();
        RuleFor(x => x.MaxLength).InclusiveBetween(10, 10_000);
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class SummarizeNoteHandler(StructuredAnswers answers) : ICommandHandler<SummarizeNote, Answered<NoteSummaryDto>>
{
    public Task<Result<Answered<NoteSummaryDto>>> Handle(SummarizeNote request, CancellationToken ct) => answers.Ask(
        new StructuredQuestion("/ai/notes/summarize", Prompts.Note(request.MaxLength), new { Note = request.Content }, request.Model),
        NoteAdvice.Form(request.MaxLength),
        ct);
}

internal static class NoteAdvice
{
    private const int TagsMax = 5;
    private const int KeyPointsMax = 5;
    private const int TasksMax = 20;

    public static AnswerForm<Raw, NoteSummaryDto> Form(int maxLength) => new("note_summary", raw => Apply(raw, maxLength));

    public static Result<NoteSummaryDto> Apply(Raw raw, int maxLength) =>
        AnswerRules.Text(raw.Summary, AssistantRules.TextMaxLength) is { } summary
            ? new NoteSummaryDto(
                AnswerRules.Shorten(summary, maxLength),
                AnswerRules.Labels(raw.Tags, TagsMax),
                AnswerRules.Lines(raw.ExtractedTasks, TasksMax),
                AnswerRules.Lines(raw.KeyPoints, KeyPointsMax))
            : Error.Invalid("it has no summary.");

    internal sealed record Raw
    {
        public string? Summary { get; init; }

        [Description("At most five short words in lower case.")]
        public IReadOnlyList<string>? Tags { get; init; }

        [Description("What the note says is to be done; empty when it says nothing of the kind.")]
        public IReadOnlyList<string>? ExtractedTasks { get; init; }

        [Description("At most five.")]
        public IReadOnlyList<string>? KeyPoints { get; init; }
    }
}

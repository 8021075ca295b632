using Halext.Application.Assistant.Suggestions;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Streaming;

namespace Halext.WebApi.Assistant.Suggestions;

internal sealed class SuggestionEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var tasks = app.MapGroup("/ai/tasks").WithTags("Assistant");
        tasks.MapPost("/suggest", SuggestTask);
        tasks.MapPost("/suggest-stream", StreamSubtasks);
        tasks.MapPost("/estimate-time", EstimateTime);
        tasks.MapPost("/suggest-priority", SuggestPriority);
        tasks.MapPost("/suggest-labels", SuggestLabels);
        app.MapPost("/ai/events/analyze", AnalyzeEvent).WithTags("Assistant").Produces<EventAnalysisDto>();
        app.MapPost("/ai/notes/summarize", SummarizeNote).WithTags("Assistant");
    }

    private static Task<AnswerReply<TaskAdviceDto>> SuggestTask(SuggestTask body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAnswer();

    private static Task<EventStreamReply> StreamSubtasks(StreamSubtasks body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToTextChunks();

    private static Task<AnswerReply<TimeEstimateDto>> EstimateTime(EstimateTime body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAnswer();

    private static Task<AnswerReply<PriorityDto>> SuggestPriority(SuggestPriority body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAnswer();

    private static Task<AnswerReply<IReadOnlyList<string>>> SuggestLabels(SuggestLabels body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToAnswer();

    private static async Task<IResult> AnalyzeEvent(EventBody body, ISender sender, CancellationToken ct)
    {
        var analysis = await sender.Send(body.ToRequest(), ct);
        return body.IsMobile ? new AnswerReply<MobileEventAnalysis>(MobileEventAnalysis.Of(analysis)) : new AnswerReply<EventAnalysisDto>(analysis);
    }

    private static Task<AnswerReply<NoteSummaryDto>> SummarizeNote(NoteBody body, ISender sender, CancellationToken ct) =>
        sender.Send(body.ToRequest(), ct).ToAnswer();
}

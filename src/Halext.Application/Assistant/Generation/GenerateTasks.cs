using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Events;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Generation;

/// <summary>Turns a wish in plain words into tasks, events and lists to choose from. Nothing is stored.</summary>
/// <param name="Prompt">The wish.</param>
/// <param name="Context">What the model should know of the person's situation.</param>
/// <param name="Model">The wanted model.</param>
public sealed record GenerateTasks(string Prompt, PlanContext Context, string? Model = null) : ICommand<Answered<PlanDto>>;

/// <summary>The situation of somebody who plans; the client chooses what of it to tell.</summary>
/// <param name="Timezone">IANA time zone of the person.</param>
/// <param name="CurrentDate">What time it is for them.</param>
/// <param name="ExistingTaskTitles">What they have to do already; the model gets the first ten.</param>
/// <param name="UpcomingEventDates">When they have something on; the model gets the first five.</param>
public sealed record PlanContext(
    string Timezone,
    DateTimeOffset? CurrentDate,
    IReadOnlyList<string>? ExistingTaskTitles = null,
    IReadOnlyList<DateTimeOffset>? UpcomingEventDates = null)
{
    public const int TitlesShown = 10;
    public const int DatesShown = 5;
}

internal sealed class GenerateTasksValidator : AbstractValidator<GenerateTasks>
{
    /// <summary>Clients send all that they have.</summary>
    private const int ContextMax = 5_000;

    public GenerateTasksValidator()
    {
        RuleFor(x => x.Prompt).NotEmpty().IsPrompt();
        RuleFor(x => x.Context).NotNull();
        When(x => x.Context is not null, () =>
        {
            RuleFor(x => x.Context.Timezone).NotEmpty().IsTimeZone();
            RuleFor(x => x.Context.CurrentDate).IsEventTime();
            RuleFor(x => x.Context.ExistingTaskTitles).AreTexts(ContextMax, AssistantRules.TextMaxLength);
            RuleFor(x => x.Context.UpcomingEventDates)
                .Must(dates => dates is null || dates.Count <= ContextMax).WithMessage($"{{PropertyName}} holds at most {ContextMax} dates.")
                .Must(dates => dates is null || dates.All(EventRules.IsWithinCalendar)).WithMessage("{PropertyName} lie in no calendar.");
        });
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class GenerateTasksHandler(StructuredAnswers answers) : ICommandHandler<GenerateTasks, Answered<PlanDto>>
{
    public async Task<Result<Answered<PlanDto>>> Handle(GenerateTasks request, CancellationToken ct)
    {
        var zone = TimeZones.Find(request.Context.Timezone);
        var answer = await answers.Ask(
            new StructuredQuestion("/ai/generate-tasks", PlanPrompt.Instructions, PlanPrompt.Data(request, zone), request.Model),
            Plan.Form(zone),
            ct);
        if (answer.Failed)
            return answer.Error;

        var ((tasks, events, lists), model) = (answer.Value.Value, answer.Value.Model);
        return new Answered<PlanDto>(
            new PlanDto(tasks, events, lists, new PlanMetadataDto(request.Prompt, model.ToString(), Plan.Summary(tasks.Count, events.Count, lists.Count))),
            model);
    }
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Chat;

/// <summary>Turns texts into vectors: a text into one, a list of texts into a list of them.</summary>
/// <param name="Text">One text.</param>
/// <param name="Texts">Several; either this or <paramref name="Text"/>.</param>
/// <param name="Model">The wanted model; without one the default.</param>
public sealed record EmbedTexts(string? Text, IReadOnlyList<string>? Texts = null, string? Model = null) : ICommand<Answered<VectorsDto>>
{
    public const int Max = 100;
    public const int TextMaxLength = 32_000;

    /// <summary>In characters, all texts together.</summary>
    public const int TotalMax = 400_000;
}

/// <summary>Vectors.</summary>
/// <param name="Embeddings">One vector for <c>text</c>, a list of vectors for <c>texts</c>.</param>
/// <param name="Model">The model that made them.</param>
/// <param name="Dimension">The length of each.</param>
public sealed record VectorsDto(object Embeddings, string Model, int Dimension);

internal sealed class EmbedTextsValidator : AbstractValidator<EmbedTexts>
{
    public EmbedTextsValidator()
    {
        RuleFor(x => x.Text).NotEmpty().When(x => x.Texts is null).MaximumLength(EmbedTexts.TextMaxLength);
        RuleFor(x => x.Text).Null().When(x => x.Texts is not null).WithMessage("Send either text or texts.");
        RuleFor(x => x.Texts).AreTexts(EmbedTexts.Max, EmbedTexts.TextMaxLength);
        RuleFor(x => x.Texts).Must(texts => texts is null || (texts.Count > 0 && texts.All(t => !string.IsNullOrEmpty(t))))
            .WithMessage("{PropertyName} holds at least one text, and none that is empty.")
            .Must(texts => texts is null || texts.Sum(t => (long)(t?.Length ?? 0)) <= EmbedTexts.TotalMax)
            .WithMessage($"{{PropertyName}} holds at most {EmbedTexts.TotalMax} characters together.");
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class EmbedTextsHandler(IAssistant assistant, TimeProvider clock) : ICommandHandler<EmbedTexts, Answered<VectorsDto>>
{
    public async Task<Result<Answered<VectorsDto>>> Handle(EmbedTexts request, CancellationToken ct)
    {
        var call = new EmbeddingCall("/ai/embeddings", request.Texts ?? [request.Text!], request.Model);
        var made = await Deadline.Within(Deadline.Answer, clock, token => assistant.Embed(call, token), ct);
        if (made.Failed)
            return made.Error;

        var (model, vectors, _) = made.Value;
        return new Answered<VectorsDto>(
            new VectorsDto(request.Texts is null ? vectors[0] : vectors, model.ToString(), vectors[0].Length), model);
    }
}

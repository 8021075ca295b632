using System.Buffers.Binary;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Assistant.Chat;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Completions;

/// <summary>Turns texts into vectors, in OpenAI's form; a model that is not there is an error.</summary>
/// <param name="Input">A text, or a list of texts.</param>
/// <param name="Model">The wanted model.</param>
/// <param name="EncodingFormat">float, or base64: of 32-bit floats, little-endian.</param>
/// <param name="Dimensions">The wanted length of the vectors, where the model lets choose.</param>
/// <param name="User">Whom the caller asks for; not passed on.</param>
public sealed record CreateEmbeddings(TextList? Input, string? Model, string? EncodingFormat = null, int? Dimensions = null, string? User = null)
    : ICommand<Answered<VectorListDto>>
{
    /// <summary>As many as OpenAI takes, because clients cut their work to that.</summary>
    public const int Max = 2_048;
}

/// <summary>Vectors.</summary>
/// <param name="Kind">list.</param>
/// <param name="Data">One per input, in order.</param>
/// <param name="Model">The model that made them.</param>
/// <param name="Usage">Tokens.</param>
public sealed record VectorListDto([property: JsonPropertyName("object")] string Kind, IReadOnlyList<VectorDto> Data, string Model, UsageOfVectorsDto Usage);

/// <summary>A vector.</summary>
/// <param name="Kind">embedding.</param>
/// <param name="Index">Of its input.</param>
/// <param name="Embedding">Numbers, or base64 where that is wanted.</param>
public sealed record VectorDto([property: JsonPropertyName("object")] string Kind, int Index, object Embedding);

/// <summary>Tokens.</summary>
public sealed record UsageOfVectorsDto(int PromptTokens, int TotalTokens);

internal sealed class CreateEmbeddingsValidator : AbstractValidator<CreateEmbeddings>
{
    private const int DimensionsMax = 10_000;

    public CreateEmbeddingsValidator()
    {
        RuleFor(x => x.Input).NotNull()
            .Must(input => input is null || (input.Items.Count is > 0 and <= CreateEmbeddings.Max && input.Items.All(t => t is { Length: > 0 and <= EmbedTexts.TextMaxLength })))
            .WithMessage($"{{PropertyName}} holds 1 to {CreateEmbeddings.Max} texts of 1 to {EmbedTexts.TextMaxLength} characters.")
            .Must(input => input is null || input.Items.Sum(t => (long)(t?.Length ?? 0)) <= EmbedTexts.TotalMax)
            .WithMessage($"{{PropertyName}} holds at most {EmbedTexts.TotalMax} characters together.");
        RuleFor(x => x.Model).NotEmpty().IsModel();
        RuleFor(x => x.EncodingFormat).Must(format => format is null or "float" or "base64").WithMessage("{PropertyName} is float or base64.");
        RuleFor(x => x.Dimensions).InclusiveBetween(1, DimensionsMax);
        RuleFor(x => x.User).MaximumLength(500);
    }
}

internal sealed class CreateEmbeddingsHandler(IAssistant assistant, TimeProvider clock) : ICommandHandler<CreateEmbeddings, Answered<VectorListDto>>
{
    public async Task<Result<Answered<VectorListDto>>> Handle(CreateEmbeddings request, CancellationToken ct)
    {
        var call = new EmbeddingCall("/v1/embeddings", [.. request.Input!.Items.OfType<string>()], request.Model, request.Dimensions) { RequireModel = true };
        var made = await Deadline.Within(Deadline.Answer, clock, token => assistant.Embed(call, token), ct);
        if (made.Failed)
            return made.Error;

        var (model, vectors, tokens) = made.Value;
        var isBase64 = request.EncodingFormat == "base64";
        var data = vectors.Select((vector, index) => new VectorDto("embedding", index, isBase64 ? Base64(vector.Span) : vector));
        return new Answered<VectorListDto>(new VectorListDto("list", [.. data], model.ToString(), new UsageOfVectorsDto(tokens, tokens)), model);
    }

    private static string Base64(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return Convert.ToBase64String(bytes);
    }
}

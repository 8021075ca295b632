using System.Globalization;
using System.Text.Json.Serialization;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Completions;

/// <summary>The models that the signed-in person may use, in OpenAI's form, the default first. Sources that do not answer are left out.</summary>
public sealed record ListCompletionModels : IQuery<CompletionModelsDto>;

/// <summary>Models.</summary>
/// <param name="Kind">list.</param>
/// <param name="Data">The models.</param>
public sealed record CompletionModelsDto([property: JsonPropertyName("object")] string Kind, IReadOnlyList<CompletionModelDto> Data);

/// <summary>A model.</summary>
/// <param name="Id">What to send as <c>model</c>.</param>
/// <param name="Kind">model.</param>
/// <param name="Created">Unix seconds; 0 where the provider does not say.</param>
/// <param name="OwnedBy">The provider.</param>
public sealed record CompletionModelDto(string Id, [property: JsonPropertyName("object")] string Kind, long Created, string OwnedBy)
{
    internal static CompletionModelDto Of(AiModelDto model) => new(
        model.Id,
        "model",
        DateTimeOffset.TryParse(model.ModifiedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : 0,
        model.Provider);
}

internal sealed class ListCompletionModelsHandler(ModelDirectory directory) : IQueryHandler<ListCompletionModels, CompletionModelsDto>
{
    /// <summary>OpenAI's list has no pages.</summary>
    private const int Max = 500;

    public async Task<Result<CompletionModelsDto>> Handle(ListCompletionModels request, CancellationToken ct)
    {
        var list = await directory.List(await directory.Survey(ct), null, Max, ct);
        return new CompletionModelsDto("list", [.. list.Models.Select(CompletionModelDto.Of)]);
    }
}

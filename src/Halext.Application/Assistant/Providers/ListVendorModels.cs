using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>What a vendor offers with the key that the calling administrator's calls use. Says what is wrong rather than failing.</summary>
/// <param name="Provider">openai, gemini or anthropic.</param>
[AdminOnly]
public sealed record ListVendorModels(string Provider) : IQuery<VendorModelsDto>;

/// <summary>A vendor's models.</summary>
public sealed record VendorModelsDto(string Provider, IReadOnlyList<VendorModelDto> Models, int TotalCount, bool CredentialsConfigured, string? Error);

/// <summary>One of a vendor's models.</summary>
public sealed record VendorModelDto(
    string Id,
    string Name,
    string? Description,
    int? ContextWindow,
    int? MaxOutputTokens,
    [property: JsonPropertyName("input_cost_per_1m")] decimal? InputCost,
    [property: JsonPropertyName("output_cost_per_1m")] decimal? OutputCost,
    bool SupportsVision,
    bool SupportsFunctionCalling,
    string? OwnedBy,
    long? Created);

internal sealed class ListVendorModelsValidator : AbstractValidator<ListVendorModels>
{
    public ListVendorModelsValidator() =>
        RuleFor(x => x.Provider).Must(ProviderKeys.IsVendor).WithMessage("The provider is openai, gemini or anthropic.");
}

internal sealed class ListVendorModelsHandler(ModelDirectory directory, AssistantSettings settings) : IQueryHandler<ListVendorModels, VendorModelsDto>
{
    public async Task<Result<VendorModelsDto>> Handle(ListVendorModels request, CancellationToken ct)
    {
        var reach = await directory.Survey(ct);
        var provider = settings.Providers.First(p => p.Key == request.Provider);
        if (!reach.Providers.Contains(provider))
        {
            return new VendorModelsDto(
                provider.Key, [], 0, false, settings.IsOffline ? $"{provider.Key} is not asked: the server is offline." : $"{provider.Key} is not configured: store a key for it.");
        }

        var (models, problem) = await directory.ModelsOf(reach, provider, ct);
        return new VendorModelsDto(provider.Key, [.. models.Select(m => Describe(provider.Key, m))], models.Count, true, problem);
    }

    private VendorModelDto Describe(string provider, ProviderModel model)
    {
        var known = ModelCatalog.Find(provider, model.Name);
        var price = settings.Prices.Of(new ModelIdentifier(provider, model.Name));
        return new VendorModelDto(
            model.Name,
            model.Name,
            model.Description,
            known?.ContextWindow,
            known?.MaxOutputTokens,
            price?.Input,
            price?.Output,
            known?.SupportsVision ?? false,
            known?.SupportsFunctions ?? false,
            model.OwnedBy,
            model.ModifiedAt?.ToUnixTimeSeconds());
    }
}

using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Assistant.Providers;

internal sealed class ModelEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/ai").WithTags("AI models");
        own.MapGet("/info", GetProviderInfo);
        own.MapGet("/provider-info", GetProviderInfo).ExcludeFromDescription();
        own.MapGet("/models", ListModels);
        own.MapGet("/preferences", GetPreferences);
        own.MapPut("/preferences", ChangePreferences);

        var admin = app.MapGroup("/admin/ai").WithTags("AI administration");
        admin.MapPost("/default-model", SetDefaultModel);
        admin.MapPut("/fallback-models", SetFallbackModels);
        admin.MapGet("/models/{provider}", ListVendorModels);
    }

    private static Task<OkReply<AiProviderInfoDto>> GetProviderInfo(ISender sender, CancellationToken ct) => sender.Send(new GetProviderInfo(), ct).ToOk();

    private static Task<OkReply<AiModelsDto>> ListModels(ISender sender, CancellationToken ct, string? provider = null, int limit = 200) =>
        sender.Send(new ListModels(provider, limit), ct).ToOk();

    private static Task<OkReply<PreferencesDto>> GetPreferences(ISender sender, CancellationToken ct) => sender.Send(new GetPreferences(), ct).ToOk();

    private static Task<OkReply<PreferencesDto>> ChangePreferences(ChangePreferences body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToOk();

    private static Task<OkReply<AiModelsDto>> SetDefaultModel(SetDefaultModel body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<PreferencesDto>> SetFallbackModels(SetFallbackModels body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToOk();

    private static Task<OkReply<VendorModelsDto>> ListVendorModels(string provider, ISender sender, CancellationToken ct) =>
        sender.Send(new ListVendorModels(provider), ct).ToOk();
}

using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>What the signed-in person has chosen for the assistant.</summary>
public sealed record GetPreferences : IQuery<PreferencesDto>;

internal sealed class GetPreferencesHandler(IAssistantFacts facts, ICurrentUser user) : IQueryHandler<GetPreferences, PreferencesDto>
{
    public async Task<Result<PreferencesDto>> Handle(GetPreferences request, CancellationToken ct)
    {
        var own = (await facts.Of(user.Id, ct)).Own;
        return new PreferencesDto(own.DefaultModel, own.FallbackModels);
    }
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Providers;

/// <summary>Sets who answers those who chose no model of their own. It must be among the models that the administrator is offered now.</summary>
[AdminOnly]
public sealed record SetDefaultModel(string DefaultModelId) : ICommand<AiModelsDto>;

internal sealed class SetDefaultModelValidator : AbstractValidator<SetDefaultModel>
{
    public SetDefaultModelValidator() => RuleFor(x => x.DefaultModelId).NotEmpty().MaximumLength(ModelIdentifier.MaxLength);
}

internal sealed class SetDefaultModelHandler(IAssistantDb db, ModelDirectory directory) : ICommandHandler<SetDefaultModel, AiModelsDto>
{
    public async Task<Result<AiModelsDto>> Handle(SetDefaultModel request, CancellationToken ct)
    {
        var offered = await directory.List(await directory.Survey(ct), null, Rules.PageSizeMax, ct);
        if (PreferenceRules.Refusal(nameof(request.DefaultModelId), request.DefaultModelId, offered) is { } refusal)
            return refusal;

        var instance = await db.Profiles.FirstAsync(p => p.Id == AssistantProfile.InstanceId, ct);
        instance.ChooseModel(request.DefaultModelId.Trim());
        await db.SaveChangesAsync(ct);
        return await directory.List(await directory.Survey(ct), null, Rules.PageSizeMax, ct);
    }
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Validation;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>The models that the signed-in person may use. Sources that do not answer are left out and named; nothing is changed.</summary>
/// <param name="Provider">Only this provider's.</param>
/// <param name="Limit">How many at most, 1 to 500.</param>
public sealed record ListModels(string? Provider = null, int Limit = 200) : IQuery<AiModelsDto>;

internal sealed class ListModelsValidator : AbstractValidator<ListModels>
{
    public ListModelsValidator()
    {
        RuleFor(x => x.Provider).MaximumLength(ModelIdentifier.MaxLength);
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListModelsHandler(ModelDirectory directory) : IQueryHandler<ListModels, AiModelsDto>
{
    public async Task<Result<AiModelsDto>> Handle(ListModels request, CancellationToken ct) =>
        await directory.List(await directory.Survey(ct), request.Provider, request.Limit, ct);
}

using FluentValidation;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Completions;

/// <summary>One of the models that the signed-in person may use, in OpenAI's form.</summary>
/// <param name="Id">Its identifier, or its bare name where it is one of the default's provider.</param>
public sealed record GetCompletionModel(string Id) : IQuery<CompletionModelDto>;

internal sealed class GetCompletionModelValidator : AbstractValidator<GetCompletionModel>
{
    public GetCompletionModelValidator() => RuleFor(x => x.Id).NotEmpty().IsModel();
}

internal sealed class GetCompletionModelHandler(ModelDirectory directory) : IQueryHandler<GetCompletionModel, CompletionModelDto>
{
    public async Task<Result<CompletionModelDto>> Handle(GetCompletionModel request, CancellationToken ct)
    {
        var reach = await directory.Survey(ct);
        var wanted = ModelIdentifier.Parse(request.Id, reach.Default);
        var list = await directory.List(reach, wanted.Provider, int.MaxValue, ct);
        if (list.Models.FirstOrDefault(m => m.Id == wanted.ToString()) is { } model)
            return CompletionModelDto.Of(model);

        // Whether it is there, only a source that does not answer would know.
        return list.Unavailable is [var source, ..] && (wanted.NodeId is null || list.Unavailable.Any(u => u.NodeId == wanted.NodeId))
            ? new Error("PROVIDER_UNAVAILABLE", ErrorKind.Unavailable, source.Message)
            : AssistantErrors.ModelNotFound(request.Id);
    }
}

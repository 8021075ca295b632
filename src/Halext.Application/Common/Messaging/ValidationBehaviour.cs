using FluentValidation;
using FluentValidation.Results;
using Halext.Domain.Common;
using MediatR;

namespace Halext.Application.Common.Messaging;

/// <summary>Runs the request's validator and turns what it finds into one error that names every wrong field.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TResponse : IFailable<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
        {
            var validation = await validator.ValidateAsync(request, ct);
            if (!validation.IsValid)
                return TResponse.Fail(ToError(validation.Errors));
        }

        return await next();
    }

    private static Error ToError(List<ValidationFailure> failures)
    {
        // Rules on an Optional<T> look at its Value; the client knows only the field.
        var fields = failures
            .GroupBy(f => f.PropertyName.Replace(".Value", "", StringComparison.Ordinal))
            .ToDictionary(g => g.Key, g => g.Select(f => f.ErrorMessage).Distinct().ToArray());
        return Error.Invalid(string.Join(' ', fields.Values.SelectMany(m => m).Take(5))) with { Fields = fields };
    }
}

using Halext.Application.Common.Data;
using Halext.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Common.Messaging;

/// <summary>
/// Settles races that only the database can see. A unique index or a foreign key refused: somebody else was faster, so the use case runs
/// again and now finds what they did (and says EMAIL_TAKEN, or uses the label that is there now). A row changed since it was read: 409,
/// because the caller decided on something that is no longer true.
/// </summary>
internal sealed class ConflictBehaviour<TRequest, TResponse>(IUnitOfWork unitOfWork) : IPipelineBehavior<TRequest, TResponse>
    where TResponse : IFailable<TResponse>
{
    /// <summary>Several names can be new at once and be won by several others, one each time.</summary>
    private const int MaxAttempts = 5;

    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        // Inside another use case's transaction nothing can be repeated: the outer one has to.
        if (unitOfWork.InTransaction)
            return await next();

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await next();
            }
            catch (DbUpdateConcurrencyException)
            {
                return TResponse.Fail(Error.Conflict("This was changed by somebody else in the meantime; load it again."));
            }
            catch (Exception e) when (unitOfWork.IsLostRace(e))
            {
                if (attempt == MaxAttempts)
                    return TResponse.Fail(Error.Conflict("Somebody else changed the same things at the same time; try again."));
                unitOfWork.Reset();
            }
        }
    }
}

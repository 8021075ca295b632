using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Generations;

/// <summary>An answer of the assistant and how far it is; to participants of the conversation, for a day after its end.</summary>
public sealed record GetGeneration(Guid Id) : IQuery<GenerationDto>;

internal sealed class GetGenerationHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<GetGeneration, GenerationDto>
{
    public async Task<Result<GenerationDto>> Handle(GetGeneration request, CancellationToken ct) =>
        await db.ReadGeneration(request.Id, user.Id, ct) is { } found ? found : ConversationErrors.GenerationNotFound(request.Id);
}

using Halext.Application.Common.Messaging;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>
/// Which providers and nodes there are for the signed-in person, and how they were when somebody last looked: nobody is asked now. Internal:
/// the operations ask it on an admin's behalf.
/// </summary>
internal sealed record ReviewSources : IQuery<IReadOnlyList<SourceState>>;

/// <summary>A server of models.</summary>
/// <param name="Name">The provider's key, or <c>node:</c> and the node's name.</param>
/// <param name="IsReachable">Null while nobody has looked.</param>
/// <param name="LookedAt">When it answered last, where that is known.</param>
internal sealed record SourceState(string Name, bool? IsReachable, DateTimeOffset? LookedAt);

internal sealed class ReviewSourcesHandler(ModelDirectory directory) : IQueryHandler<ReviewSources, IReadOnlyList<SourceState>>
{
    public async Task<Result<IReadOnlyList<SourceState>>> Handle(ReviewSources request, CancellationToken ct)
    {
        var reach = await directory.Survey(ct);
        return reach.Providers.Select(p => new SourceState(p.Key, null, null))
            .Concat(reach.Facts.Nodes.Select(n => new SourceState(
                "node:" + n.Name, n.Status is NodeStatus.Unknown ? null : n.Status is NodeStatus.Online, n.LastSeenAt)))
            .ToList();
    }
}

using Halext.Application.Bad.Examples;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Halext.WebApi.Bad.Elsewhere;

/// <summary>The database hides in the code of a lambda.</summary>
internal sealed class GreedyEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/tasks", async (IServiceProvider services, CancellationToken ct) =>
            services.GetService(typeof(HalextDb)) is HalextDb db ? await db.Tasks.CountAsync(ct) : 0);
}

/// <summary>Breaks no layer, but stands in the wrong folder and gives a route a name of its own.</summary>
internal sealed class StrayEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/letters", WriteLetter);
        app.MapPost("/more-letters", Write);
    }

    internal static Task<Result<Done>> WriteLetter(WriteLetter body, ISender sender, CancellationToken ct) => sender.Send(body, ct);

    internal static Task<Result<Done>> Write(WriteLetter body, ISender sender, HalextSettings settings, CancellationToken ct) =>
        settings.IsProduction ? throw new NotSupportedException() : sender.Send(body, ct);
}

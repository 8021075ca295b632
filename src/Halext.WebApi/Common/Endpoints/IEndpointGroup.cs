namespace Halext.WebApi.Common.Endpoints;

/// <summary>The routes of one resource. Its <see cref="Map"/> reads like a table of contents; each method binds, sends, shapes.</summary>
/// <remarks>Groups are found by themselves. Methods are named after the use case that they send: the name is the OpenAPI operation id.</remarks>
internal interface IEndpointGroup
{
    static abstract void Map(IEndpointRouteBuilder app);
}

internal static class EndpointGroups
{
    public static void MapEndpointGroups(this IEndpointRouteBuilder app)
    {
        var groups = typeof(IEndpointGroup).Assembly.GetTypes()
            .Where(t => t.IsClass && t.IsAssignableTo(typeof(IEndpointGroup)))
            .OrderBy(t => t.FullName, StringComparer.Ordinal);
        foreach (var group in groups)
            group.GetMethod(nameof(IEndpointGroup.Map))!.Invoke(null, [app]);
    }
}

using Microsoft.EntityFrameworkCore;
using Mono.Cecil;

namespace Halext.ArchitectureTests.Rules;

/// <summary>A module never sees another module's sets: it sends its request or reacts to its event.</summary>
internal static class DataWindows
{
    private const string Application = "Halext.Application.";

    /// <summary>Also for what handlers call: otherwise a detour would be allowed.</summary>
    public static Verdict ModulesUseOnlyTheirOwn(IEnumerable<TypeDefinition> types) =>
        Verdict.Of(
            from type in types
            where ModuleOf(type) is not (null or "Common")
            from used in type.Uses()
            where used.FullName == typeof(DbContext).FullName || IsWindow(used)
            select (type, used),
            use => use.used.NamespaceOf() == Application + ModuleOf(use.type) ? null : $"{use.type.FullName} uses {use.used.FullName}");

    /// <summary>A window is called after its module, and shows nothing else.</summary>
    public static Verdict ShowOnlyTheirModule(IEnumerable<TypeDefinition> types) =>
        Verdict.Of(types.Where(IsWindow), window =>
        {
            var module = ModuleOf(window);
            return window.FullName == $"{Application}{module}.I{module}Db"
                ? Sets(window).Where(set => set.NamespaceOf() != "Halext.Domain." + module).Select(set => $"{window.FullName} shows {set.FullName}")
                : [$"{window.FullName} is not called I{module}Db or does not stand in its module's folder"];
        });

    private static bool IsWindow(TypeReference type) =>
        type.NamespaceOf().StartsWith(Application, StringComparison.Ordinal) && type.Resolve() is { IsInterface: true } definition && Sets(definition).Any();

    private static IEnumerable<TypeReference> Sets(TypeDefinition window) =>
        window.Properties.Select(p => p.PropertyType).OfType<GenericInstanceType>()
            .Where(t => t.ElementType.FullName == typeof(DbSet<>).FullName)
            .Select(t => t.GenericArguments[0]);

    private static string? ModuleOf(TypeReference type) =>
        type.NamespaceOf().StartsWith(Application, StringComparison.Ordinal) ? type.NamespaceOf().Split('.')[2] : null;
}

using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Halext.ArchitectureTests.Rules;

/// <summary>One path, four layers: who knows a feature's folder in one layer knows it in all.</summary>
internal static partial class Places
{
    /// <summary>Requests that only the command line sends need no routes.</summary>
    public static Verdict EndpointsStandWhereTheirRequestsDo(IEnumerable<TypeDefinition> webTypes, IEnumerable<Type> applicationTypes)
    {
        var groups = webTypes.Where(Layers.IsEndpointGroup).ToList();
        var places = groups.Select(g => g.Namespace).ToHashSet();
        var requests = Requests.In(applicationTypes).ToDictionary(r => r.FullName!.Replace('+', '/'));
        return Verdict.Of(
            groups.SelectMany(g => g.Uses()).Select(u => requests.GetValueOrDefault(u.FullName)).OfType<Type>().Select(r => r.Namespace!).Distinct(),
            feature => feature.Replace("Halext.Application.", "Halext.WebApi.", StringComparison.Ordinal) is var place && places.Contains(place)
                ? null
                : $"requests of {feature} are sent, but {place} has no endpoints");
    }

    public static Verdict FoldersMatchNamespaces(IEnumerable<SourceFile> files) =>
        Verdict.Of(files.Where(f => f.Name.EndsWith(".cs", StringComparison.Ordinal)), file =>
        {
            var declared = Declaration().Matches(file.Text).Select(m => m.Groups[1].Value).ToList();
            return declared.SequenceEqual(Expected(file)) ? null : $"{file.Path} declares {(declared is [] ? "no namespace" : string.Join(", ", declared))}";
        });

    private static string[] Expected(SourceFile file) => file switch
    {
        // The top-level statements, and what .NET looks for under this name.
        { Name: "Program.cs" or "StartupHook.cs" } => [],

        // One class in parts, each beside its module's tables.
        { Path: var path, Name: var name } when path.StartsWith("src/Halext.Infrastructure/", StringComparison.Ordinal)
            && name.StartsWith("HalextDb.", StringComparison.Ordinal) => ["Halext.Infrastructure.Common.Data"],
        _ => [string.Join('.', file.Path.Split('/')[1..^1])],
    };

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}

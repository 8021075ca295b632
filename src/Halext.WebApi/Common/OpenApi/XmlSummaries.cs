using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Halext.Application.Common.Messaging;

namespace Halext.WebApi.Common.OpenApi;

/// <summary>The comments that stand over use cases and endpoint methods, for people who read the OpenAPI document.</summary>
internal static partial class XmlSummaries
{
    private static readonly Lazy<Dictionary<string, string>> UseCases = new(() => Read(typeof(ISender).Assembly, "T:"));
    private static readonly Lazy<Dictionary<string, string>> Endpoints = new(() => Read(typeof(XmlSummaries).Assembly, "M:"));

    /// <summary>What the use case of this name does, else what the endpoint method says of itself, else null.</summary>
    public static string? Of(MethodInfo method) =>
        UseCases.Value.GetValueOrDefault(method.Name) ?? Endpoints.Value.GetValueOrDefault(method.Name);

    /// <summary>Summaries by simple name. The compiler writes the file beside the assembly.</summary>
    private static Dictionary<string, string> Read(Assembly assembly, string kind)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        var summaries = new Dictionary<string, string>();
        if (!File.Exists(file))
            return summaries;

        foreach (var member in XDocument.Load(file).Descendants("member"))
        {
            var name = (string?)member.Attribute("name") ?? "";
            if (name.StartsWith(kind, StringComparison.Ordinal) && member.Element("summary") is { } summary)
                summaries.TryAdd(name.Split('(')[0].Split('.')[^1], Text(summary));
        }

        return summaries;
    }

    private static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(e => e.Attribute("cref") is not null || e.Attribute("name") is not null).ToList())
            reference.ReplaceWith(((string?)reference.Attribute("cref") ?? (string)reference.Attribute("name")!).Split('.')[^1]);
        return Spaces().Replace(summary.Value.Trim(), " ");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

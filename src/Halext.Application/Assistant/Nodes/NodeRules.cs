using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Nodes;

internal static partial class NodeRules
{
    /// <summary>So that its identifier, with the node in it, is not too long to be asked for.</summary>
    private const int ModelNameMaxLength = ModelIdentifier.MaxLength - 20;

    public static void IsNodeName<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(ClientNode.NameMaxLength);

    public static void IsMetadata<T>(this IRuleBuilder<T, JsonElement?> rule) =>
        rule.Must(json => json is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value
                || (value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() <= ClientNode.MetadataMax && AreStorable(value)))
            .WithMessage($"The metadata is an object of at most {ClientNode.MetadataMax} short values.");

    public static void IsModelName<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().MaximumLength(ModelNameMaxLength)
            .Must(name => name is null || Name().IsMatch(name)).WithMessage("A model is named like llama3.1:8b.");

    /// <summary>Clients read texts; what is sent as something else becomes its JSON.</summary>
    public static Dictionary<string, string> TextsOf(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().GroupBy(p => p.Name).ToDictionary(
                p => p.Key, p => p.Last().Value is { ValueKind: JsonValueKind.String } text ? text.GetString()! : p.Last().Value.GetRawText())
            : [];

    /// <summary>Short, and without what PostgreSQL cannot hold: the character NUL and halves of surrogate pairs.</summary>
    private static bool AreStorable(JsonElement map)
    {
        try
        {
            return TextsOf(map).All(e =>
                e.Key.Length <= ClientNode.MetadataKeyMaxLength && e.Value.Length <= ClientNode.MetadataValueMaxLength && !(e.Key + e.Value).Contains('\0', StringComparison.Ordinal));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text.
            return false;
        }
    }

    [GeneratedRegex(@"^\s*[A-Za-z0-9][A-Za-z0-9._:/-]*\s*$")]
    private static partial Regex Name();
}

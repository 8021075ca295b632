using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FluentValidation;
using Halext.Application.Assistant.Chat;

namespace Halext.Application.Assistant.Completions;

/// <summary>A tool that the caller offers to the model.</summary>
/// <param name="Type">function; there are no others.</param>
/// <param name="Function">What can be called.</param>
public sealed partial record CompletionTool(string? Type, OfferedFunction? Function)
{
    internal static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,128}$")]
    private static partial Regex Name();
}

/// <summary>A function of the caller's.</summary>
/// <param name="Name">Letters, digits, dots, dashes and underscores.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Parameters">A JSON schema; none means that it takes nothing.</param>
/// <param name="Strict">Whether arguments must fit the schema, where the vendor can see to it.</param>
public sealed record OfferedFunction(string? Name, string? Description = null, JsonElement? Parameters = null, bool? Strict = null);

/// <summary>Whether the model calls tools: none, auto, required, or one in particular.</summary>
/// <param name="Mode">none, auto, required or function.</param>
/// <param name="Function">With function: its name.</param>
[JsonConverter(typeof(ToolChoiceConverter))]
public sealed record ToolChoice(string? Mode, string? Function = null);

/// <summary>The form of the answer.</summary>
/// <param name="Type">text, json_object or json_schema.</param>
/// <param name="JsonSchema">With json_schema.</param>
public sealed record CompletionFormat(string? Type, CompletionSchema? JsonSchema = null);

/// <summary>A JSON schema that the answer fits.</summary>
public sealed record CompletionSchema(string? Name, JsonElement? Schema = null, string? Description = null, bool? Strict = null);

internal sealed class ToolChoiceConverter : JsonConverter<ToolChoice>
{
    public override ToolChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new ToolChoice(UnionJson.Read<string>(ref reader, options));
            case JsonTokenType.StartObject:
                var tool = UnionJson.Read<CompletionTool>(ref reader, options);
                return new ToolChoice(tool.Type, tool.Function?.Name);
            default:
                throw new JsonException("must be none, auto, required or the name of a function.");
        }
    }

    public override void Write(Utf8JsonWriter writer, ToolChoice value, JsonSerializerOptions options)
    {
        if (value.Function is { } name)
            JsonSerializer.Serialize(writer, new CompletionTool(value.Mode, new OfferedFunction(name)), options);
        else
            writer.WriteStringValue(value.Mode);
    }
}

internal sealed class CompletionToolValidator : AbstractValidator<CompletionTool>
{
    private const int DescriptionMaxLength = 10_000;

    public CompletionToolValidator()
    {
        RuleFor(x => x.Type).Equal(ToolCall.FunctionType).WithMessage("{PropertyName} is function: other tools are not known here.");
        RuleFor(x => x.Function).NotNull();
        When(x => x.Function is not null, () =>
        {
            RuleFor(x => x.Function!.Name).Must(name => name is not null && CompletionTool.IsName(name))
                .WithMessage("{PropertyName} has 1 to 128 letters, digits, dots, dashes or underscores.");
            RuleFor(x => x.Function!.Description).MaximumLength(DescriptionMaxLength);
            RuleFor(x => x.Function!.Parameters).Must(IsSchema).WithMessage("{PropertyName} is a JSON schema.");
        });
    }

    internal static bool IsSchema(JsonElement? schema) => schema is not { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) };
}

internal sealed class CompletionFormatValidator : AbstractValidator<CompletionFormat>
{
    public CompletionFormatValidator()
    {
        RuleFor(x => x.Type).Must(type => type is "text" or "json_object" or "json_schema").WithMessage("{PropertyName} is one of text, json_object, json_schema.");
        RuleFor(x => x.JsonSchema).NotNull().When(x => x.Type == "json_schema");
        When(x => x.JsonSchema is not null, () =>
        {
            RuleFor(x => x.JsonSchema!.Name).Must(name => name is not null && CompletionTool.IsName(name))
                .WithMessage("{PropertyName} has 1 to 128 letters, digits, dots, dashes or underscores.");
            RuleFor(x => x.JsonSchema!.Description).MaximumLength(AssistantRules.TextMaxLength);
            RuleFor(x => x.JsonSchema!.Schema).Must(CompletionToolValidator.IsSchema).WithMessage("{PropertyName} is a JSON schema.")
                .Must(schema => schema is not { ValueKind: JsonValueKind.Object } json || json.GetRawText().Length <= ChatMessages.TotalMax)
                .WithMessage($"{{PropertyName}} holds at most {ChatMessages.TotalMax} characters.");
        });
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Completions;

/// <summary>A message of a chat, in OpenAI's form.</summary>
/// <param name="Role">system, developer, user, assistant or tool.</param>
/// <param name="Content">A text, or a list of parts; an assistant that calls tools or refuses may have none.</param>
/// <param name="Name">Which of several users or assistants it is.</param>
/// <param name="ToolCalls">What the assistant called.</param>
/// <param name="ToolCallId">Which call the tool answers.</param>
/// <param name="Refusal">What the assistant said instead of an answer.</param>
public sealed record CompletionMessage(
    string? Role, MessageContent? Content, string? Name = null, IReadOnlyList<ToolCall>? ToolCalls = null, string? ToolCallId = null,
    string? Refusal = null);

/// <summary>A text, or a list of parts; a text is a list of one.</summary>
[JsonConverter(typeof(MessageContentConverter))]
public sealed record MessageContent(IReadOnlyList<ContentPart?> Parts)
{
    internal string Text => string.Concat(Parts.Select(p => p?.Text));
}

/// <summary>A part of a message.</summary>
/// <param name="Type">text or image_url.</param>
/// <param name="Text">With text.</param>
/// <param name="ImageUrl">With image_url.</param>
public sealed record ContentPart(string? Type, string? Text = null, ImageUrl? ImageUrl = null);

/// <summary>A picture.</summary>
/// <param name="Url">An address on the web, or the picture itself as a data: URL.</param>
/// <param name="Detail">auto, low or high: how closely it is looked at, where the model can choose.</param>
public sealed record ImageUrl(string? Url, string? Detail = null)
{
    private const int AddressMaxLength = 2_000;

    /// <summary>The picture; null when this is none.</summary>
    internal AIContent? Content => Detail is null or "auto" or "low" or "high" ? Picture?.WithDetail(Detail) : null;

    private AIContent? Picture
    {
        get
        {
            if (Url is null)
                return null;
            if (!Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            {
                return Url.Length <= AddressMaxLength && Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                    ? new UriContent(address, "image/*")
                    : null;
            }

            try
            {
                return new DataContent(Url) is { Data.IsEmpty: false } data && data.HasTopLevelMediaType("image") ? data : null;
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                return null;
            }
        }
    }
}

/// <summary>A call of a tool, as the model wrote it.</summary>
public sealed record ToolCall(string? Id, CalledFunction? Function, string? Type = ToolCall.FunctionType)
{
    public const string FunctionType = "function";
}

/// <summary>What is called.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object, as text; or whatever the model wrote.</param>
public sealed record CalledFunction(string? Name, string? Arguments);

internal sealed class MessageContentConverter : JsonConverter<MessageContent>
{
    public override MessageContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new MessageContent([new ContentPart("text", UnionJson.Read<string>(ref reader, options))]),
        JsonTokenType.StartArray => new MessageContent(UnionJson.Read<List<ContentPart?>>(ref reader, options)),
        _ => throw new JsonException("must be a text or a list of parts."),
    };

    public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Parts, options);
}

internal sealed class CompletionMessageValidator : AbstractValidator<CompletionMessage>
{
    public const int PartsMax = 100;
    public const int ToolCallsMax = 128;
    private const int IdMaxLength = 10_000;
    private const int CalledNameMaxLength = 1_000;
    private const int NameMaxLength = 100;

    public CompletionMessageValidator()
    {
        RuleFor(x => x.Role).Must(role => role is "system" or "developer" or "user" or "assistant" or "tool")
            .WithMessage(x => x.Role == "function"
                ? "The role function is obsolete: offer tools, and answer their calls with the role tool."
                : "{PropertyName} is one of system, developer, user, assistant, tool.");
        RuleFor(x => x.Name).MaximumLength(NameMaxLength);
        RuleFor(x => x.Content).NotNull().Unless(x => x is { Role: "assistant", ToolCalls.Count: > 0 } or { Role: "assistant", Refusal.Length: > 0 });
        RuleFor(x => x.Content).Must(content => content!.Parts.Count is > 0 and <= PartsMax)
            .WithMessage($"{{PropertyName}} has 1 to {PartsMax} parts.")
            .Must(content => content!.Parts.All(IsPart))
            .WithMessage("The parts of {PropertyName} are {\"type\":\"text\",\"text\":…} or {\"type\":\"image_url\",\"image_url\":{\"url\":…}} with a web address or an image as base64 in a data: URL, and the detail auto, low, high or none.")
            .When(x => x.Content is not null);
        RuleFor(x => x.Content).Must(content => content!.Parts.All(p => p?.ImageUrl is null))
            .WithMessage("Only users show images.")
            .When(x => x is { Content: not null, Role: not "user" });
        RuleFor(x => x.Content).Must(content => content!.Parts.Any(p => p?.ImageUrl is not null || !string.IsNullOrWhiteSpace(p?.Text)))
            .WithMessage("{PropertyName} is empty.")
            .When(x => x is { Content: not null, Role: "user" or "system" or "developer" });
        RuleFor(x => x.ToolCallId).NotEmpty().When(x => x.Role == "tool").MaximumLength(IdMaxLength);
        RuleFor(x => x.ToolCalls).Null().When(x => x.Role != "assistant").WithMessage("Only assistants call tools.");
        RuleFor(x => x.ToolCalls).Must(calls => calls is null || calls.Count <= ToolCallsMax).WithMessage($"{{PropertyName}} holds at most {ToolCallsMax} calls.")
            .Must(calls => calls is null || calls.All(IsCall))
            .WithMessage("Each of {PropertyName} has an id, the type function, and a function with a name and, in arguments, a text.");
    }

    private static bool IsPart(ContentPart? part) => part switch
    {
        { Type: "text", Text: not null, ImageUrl: null } => true,
        { Type: "image_url", ImageUrl.Content: not null, Text: null } => true,
        _ => false,
    };

    /// <summary>Models call what nobody offered, with what is no JSON. All that they wrote can be sent back to them.</summary>
    private static bool IsCall(ToolCall? call) => call is
    {
        Id.Length: > 0 and <= IdMaxLength,
        Type: ToolCall.FunctionType,
        Function: { Arguments: not null, Name.Length: > 0 and <= CalledNameMaxLength },
    };
}

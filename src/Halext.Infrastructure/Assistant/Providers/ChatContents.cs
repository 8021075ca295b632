using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>What several adapters ask of messages and options.</summary>
internal static class ChatContents
{
    /// <summary>The messages, after the instructions that came as an option.</summary>
    public static IEnumerable<ChatMessage> WithInstructions(this IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        string.IsNullOrEmpty(options?.Instructions) ? messages : messages.Prepend(new ChatMessage(ChatRole.System, options.Instructions));

    /// <summary>The tools that are functions; others run at the provider, and are none of ours.</summary>
    public static IEnumerable<AIFunctionDeclaration> Functions(this ChatOptions options) => (options.Tools ?? []).OfType<AIFunctionDeclaration>();

    public static bool IsText(this ChatMessage message) => message.Contents.All(content => content is TextContent);

    /// <summary>What a tool answered, as the model reads it: text as it is, anything else as JSON.</summary>
    public static string ResultText(this FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        var value => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions),
    };

    /// <summary>
    /// A call whose arguments are JSON text, which stays its <see cref="AIContent.RawRepresentation"/>. What cannot be read is the call's
    /// <see cref="FunctionCallContent.Exception"/>: the model's fault.
    /// </summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(
            string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments, id, name, json => JsonSerializer.Deserialize<Dictionary<string, object?>>(json));
        call.RawRepresentation = arguments;
        return call;
    }
}

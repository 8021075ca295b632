using System.Text;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Usage;

/// <summary>Counts tokens where no provider does.</summary>
internal static class TokenEstimate
{
    /// <summary>Of a picture of usual size, with those who count pictures.</summary>
    private const int Picture = 1_500;

    /// <summary>Four characters to a token, as is usual for English.</summary>
    public static int Of(long characters) => Clamp((characters + 3) / 4);

    /// <summary>What a question probably has.</summary>
    public static int Of(IEnumerable<ChatMessage> messages, ChatOptions? options) => Count(messages, options, text => (text.Length + 3) / 4);

    /// <summary>What a question hardly exceeds: a token is seldom less than three bytes, in any script.</summary>
    public static int AtMost(IEnumerable<ChatMessage> messages, ChatOptions? options) => Count(messages, options, AtMost);

    /// <inheritdoc cref="AtMost(IEnumerable{ChatMessage}, ChatOptions?)"/>
    public static int AtMost(string text) => (Encoding.UTF8.GetByteCount(text) + 2) / 3;

    /// <summary>A count as it can be entered: providers may say anything.</summary>
    public static int Clamp(long tokens) => (int)Math.Clamp(tokens, 0, int.MaxValue);

    private static int Count(IEnumerable<ChatMessage> messages, ChatOptions? options, Func<string, int> count)
    {
        var said = messages.Sum(message => count(message.AuthorName ?? "") + message.Contents.Sum(content => content switch
        {
            DataContent or UriContent => Picture,
            _ => TextOf(content).Sum(text => (long)count(text)),
        }));
        return Clamp(said + TextOf(options).Sum(text => (long)count(text)));
    }

    /// <summary>All that is said, thought, called and returned in a piece of content.</summary>
    public static IEnumerable<string> TextOf(AIContent content) => content switch
    {
        TextContent text => [text.Text],
        TextReasoningContent thought => [thought.Text],
        ToolCallPiece piece => [piece.Name ?? "", piece.Arguments],
        FunctionCallContent { RawRepresentation: string arguments } call => [call.Name, arguments],
        FunctionCallContent call => [call.Name, .. (call.Arguments ?? new Dictionary<string, object?>()).SelectMany(a => (string[])[a.Key, a.Value?.ToString() ?? ""])],
        FunctionResultContent result => [result.Result?.ToString() ?? ""],
        _ => [],
    };

    /// <summary>All of the options that a model reads: vendors charge for schemas as for any text.</summary>
    private static IEnumerable<string> TextOf(ChatOptions? options)
    {
        if (options?.Instructions is { } instructions)
            yield return instructions;
        foreach (var tool in options?.Tools ?? [])
        {
            yield return tool.Name;
            yield return tool.Description;
            if (tool is AIFunctionDeclaration function)
                yield return function.JsonSchema.GetRawText();
        }

        if (options?.ResponseFormat is not ChatResponseFormatJson { Schema: { } schema } format)
            yield break;
        yield return format.SchemaName ?? "";
        yield return format.SchemaDescription ?? "";
        yield return schema.GetRawText();
    }
}

using System.Text;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Usage;

/// <summary>Counts tokens where no provider does.</summary>
internal static class TokenEstimate
{
    /// <summary>Of a picture of usual size, with those who count pictures.</summary>
    private const int Picture = 1_500;

    /// <summary>Four characters to a token, as is usual for English.</summary>
    public static int Of(long characters) => (int)Math.Min((characters + 3) / 4, int.MaxValue);

    /// <summary>What a question probably has.</summary>
    public static int Of(IEnumerable<ChatMessage> messages, ChatOptions? options) => Count(messages, options, text => (text.Length + 3) / 4);

    /// <summary>What a question hardly exceeds: a token is seldom less than three bytes, in any script.</summary>
    public static int AtMost(IEnumerable<ChatMessage> messages, ChatOptions? options) => Count(messages, options, AtMost);

    /// <inheritdoc cref="AtMost(IEnumerable{ChatMessage}, ChatOptions?)"/>
    public static int AtMost(string text) => (Encoding.UTF8.GetByteCount(text) + 2) / 3;

    private static int Count(IEnumerable<ChatMessage> messages, ChatOptions? options, Func<string, int> count)
    {
        var ofMessages = messages.SelectMany(m => m.Contents).Sum(content => content switch
        {
            DataContent or UriContent => Picture,
            _ => TextOf(content).Sum(text => (long)count(text)),
        });
        var ofTools = (options?.Tools ?? []).Sum(tool =>
            (long)count(tool.Name) + count(tool.Description) + (tool is AIFunctionDeclaration function ? count(function.JsonSchema.GetRawText()) : 0));
        return (int)Math.Min(ofMessages + ofTools + (options?.Instructions is { } instructions ? count(instructions) : 0), int.MaxValue);
    }

    /// <summary>All that is said, thought, called and returned in a piece of content.</summary>
    public static IEnumerable<string> TextOf(AIContent content) => content switch
    {
        TextContent text => [text.Text],
        TextReasoningContent thought => [thought.Text],
        FunctionCallContent call => [call.Name, .. (call.Arguments ?? new Dictionary<string, object?>()).SelectMany(a => (string[])[a.Key, a.Value?.ToString() ?? ""])],
        FunctionResultContent result => [result.Result?.ToString() ?? ""],
        _ => [],
    };
}

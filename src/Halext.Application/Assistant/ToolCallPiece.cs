using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>
/// A piece of a call of a tool, as the model writes it. The whole calls come behind the pieces in any case, as
/// <see cref="FunctionCallContent"/>: whoever has no use for pieces passes over these.
/// </summary>
/// <param name="index">Which of the answer's calls, from 0.</param>
/// <param name="id">The call's; in its first piece.</param>
/// <param name="name">The tool's; in the call's first piece.</param>
/// <param name="arguments">What is added to the JSON of its arguments.</param>
public sealed class ToolCallPiece(int index, string? id, string? name, string arguments) : AIContent
{
    public int Index => index;

    public string? Id => id;

    public string? Name => name;

    public string Arguments => arguments;
}

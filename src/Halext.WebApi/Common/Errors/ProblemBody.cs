using System.Text.Json.Serialization;

namespace Halext.WebApi.Common.Errors;

/// <summary>
/// The body of every failure: RFC 9457 problem details, with extension members that repeat the same facts where each family of clients
/// looks for them.
/// </summary>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string Code,
    string Message,
    int StatusCode,
    ProblemError Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors,
    string TraceId);

/// <summary>The same failure in the shape of the AI vendors and of the coaching clients.</summary>
public sealed record ProblemError(string Code, string Message, string Type, string? Param, IReadOnlyDictionary<string, string[]>? Details);

using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Halext.Application.Common.Auditing;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Makes what PostgreSQL takes out of what use cases say: it refuses NUL and halves of characters, in texts and in jsonb alike.</summary>
internal static partial class JobText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The beginning of a text, in whole characters.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int max) =>
        text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Redaction.Cut(text, max))).Replace('\0', Replacement);

    /// <summary>JSON whose texts have no NUL. Halves of characters our writer has replaced already.</summary>
    public static string Json(string json) => EscapedNul().Replace(json, @"\uFFFD");

    // Behind an even number of backslashes: otherwise the first one belongs to the one before.
    [GeneratedRegex(@"(?<=(?<!\\)(?:\\\\)*)\\u0000", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedNul();
}

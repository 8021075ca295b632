using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

internal static class Months
{
    /// <summary>Where a server lists a month of the calendar.</summary>
    public static string Path(DateTime month) => FormattableString.Invariant($"/events/?start={month:yyyy-MM-dd}&end={month.AddMonths(1):yyyy-MM-dd}");

    /// <inheritdoc cref="Path"/>
    public static Uri Of(ServerProcess server, DateTime month) => new(server.Url, Path(month));
}

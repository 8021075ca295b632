using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

internal static class Memory
{
    /// <summary>Says what two processes occupy after the load.</summary>
    public static void Print(ServerProcess bare, ServerProcess halext) =>
        Console.WriteLine(FormattableString.Invariant($"  RSS: bare {bare.Memory().Now:0} MB   halext {halext.Memory().Now:0} MB"));
}

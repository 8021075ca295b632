namespace Halext.Infrastructure.Common.Outbox;

/// <summary>
/// The handing over of an outbox entry to its reactions. It happens again when one of them fails or the node dies; by its names what was pushed
/// the first time is known and not pushed again.
/// </summary>
internal sealed class Delivery(long entryId)
{
    private static readonly AsyncLocal<Delivery?> Running = new();

    private readonly Dictionary<(string Topic, string Type), int> _pushes = [];

    /// <summary>The one in whose reactions this code runs; null outside of reactions.</summary>
    public static Delivery? Current
    {
        get => Running.Value;
        set => Running.Value = value;
    }

    /// <summary>A name for the next push of this kind to this topic, the same each time that the entry is handed over.</summary>
    public string NameNextPush(string topic, string type)
    {
        lock (_pushes)
        {
            var number = _pushes[(topic, type)] = _pushes.GetValueOrDefault((topic, type)) + 1;
            return FormattableString.Invariant($"{entryId}:{type}:{number}");
        }
    }
}

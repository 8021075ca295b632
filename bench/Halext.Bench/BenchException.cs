namespace Halext.Bench;

/// <summary>The bench cannot measure, or what it measured is worth nothing; the message says why.</summary>
internal sealed class BenchException(string message) : Exception(message);

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Halext.Application.Operations.Server;

namespace Halext.WebApi.Common.Diagnostics;

/// <summary>
/// Listens to the framework's own meters and writes them in Prometheus' text format 0.0.4: requests by method, route and status, their
/// durations, the database pool, and the process's memory.
/// </summary>
internal sealed class PrometheusMetrics : ITraffic, IDisposable
{
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(string Method, string Route, int Status), Histogram> _requests = new();
    private readonly ConcurrentDictionary<string, long> _connections = new();
    private readonly MeterListener _listener = new();

    public PrometheusMetrics(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // The factory is the scope of this server's meters; another server in the process has its own.
            if ((instrument is { Meter.Name: "Microsoft.AspNetCore.Hosting", Name: "http.server.request.duration" } && instrument.Meter.Scope == meters)
                || instrument is { Meter.Name: "Npgsql", Name: "db.client.connection.count" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Request(seconds, tags));
        _listener.SetMeasurementEventCallback<int>((_, count, tags, _) => Connections(count, tags));
        _listener.Start();
    }

    public long Requests => _requests.Values.Sum(h => h.Count);

    public double AverageMilliseconds => Requests is > 0 and var count ? 1000 * _requests.Values.Sum(h => h.Sum) / count : 0;

    public string Write()
    {
        _connections.Clear();
        _listener.RecordObservableInstruments();
        var text = new StringBuilder(4096);
        text.Append("# TYPE http_requests_total counter\n");
        foreach (var (key, histogram) in _requests)
            Line(text, "http_requests_total", Labels(key), histogram.Count);

        text.Append("# TYPE http_request_duration_seconds histogram\n");
        foreach (var (key, histogram) in _requests)
            histogram.Write(text, Labels(key));

        text.Append("# TYPE db_pool_connections gauge\n");
        foreach (var (state, count) in _connections)
            Line(text, "db_pool_connections", $"state=\"{state}\"", count);

        text.Append("# TYPE process_resident_memory_bytes gauge\n");
        Line(text, "process_resident_memory_bytes", null, Environment.WorkingSet);
        text.Append("# TYPE dotnet_gc_heap_bytes gauge\n");
        Line(text, "dotnet_gc_heap_bytes", null, GC.GetTotalMemory(false));
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Connections(int count, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _connections.AddOrUpdate(Tag(tags, "db.client.connection.state") ?? "unknown", count, (_, others) => others + count);

    private void Request(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var route = Tag(tags, "http.route") ?? "(none)";
        var status = int.TryParse(Tag(tags, "http.response.status_code"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
        _requests.GetOrAdd((Tag(tags, "http.request.method") ?? "_OTHER", route, status), _ => new Histogram()).Record(seconds);
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return Convert.ToString(tag.Value, CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static string Labels((string Method, string Route, int Status) key) =>
        string.Create(CultureInfo.InvariantCulture, $"method=\"{key.Method}\",path=\"{Escape(key.Route)}\",status=\"{key.Status}\"");

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static void Line(StringBuilder text, string name, string? labels, double value) =>
        text.Append(name).Append(labels is null ? "" : $"{{{labels}}}").Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private sealed class Histogram
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[Bounds.Length + 1];
        private double _sum;
        private long _count;

        public long Count
        {
            get
            {
                lock (_lock)
                    return _count;
            }
        }

        public double Sum
        {
            get
            {
                lock (_lock)
                    return _sum;
            }
        }

        public void Record(double seconds)
        {
            var index = Array.FindIndex(Bounds, bound => seconds <= bound);
            lock (_lock)
            {
                _buckets[index < 0 ? Bounds.Length : index]++;
                _sum += seconds;
                _count++;
            }
        }

        public void Write(StringBuilder text, string labels)
        {
            lock (_lock)
            {
                long cumulative = 0;
                for (var i = 0; i < Bounds.Length; i++)
                {
                    cumulative += _buckets[i];
                    Line(text, "http_request_duration_seconds_bucket", string.Create(CultureInfo.InvariantCulture, $"{labels},le=\"{Bounds[i]}\""), cumulative);
                }

                Line(text, "http_request_duration_seconds_bucket", labels + ",le=\"+Inf\"", _count);
                Line(text, "http_request_duration_seconds_sum", labels, _sum);
                Line(text, "http_request_duration_seconds_count", labels, _count);
            }
        }
    }
}

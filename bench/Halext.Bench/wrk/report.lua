-- One line for the bench to read: times in microseconds, and every kind of failure that wrk counts.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("REPORT %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

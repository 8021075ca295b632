using System.Text.Json;

namespace Halext.Infrastructure.Common.Realtime;

/// <summary>How pushed content is written: by the wire's policy, which the web layer hands in.</summary>
public sealed class RealtimeJson(JsonSerializerOptions options)
{
    public string Write(object data) => JsonSerializer.Serialize(data, data.GetType(), options);
}

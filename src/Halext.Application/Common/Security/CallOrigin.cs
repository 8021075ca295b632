namespace Halext.Application.Common.Security;

/// <summary>Where a use case comes from; set by the door that it came in by.</summary>
public interface ICallOrigin
{
    /// <summary>The client's IP address; null where there is none.</summary>
    string? Address { get; }

    /// <summary>What the request is called in logs; null where it has no name.</summary>
    string? RequestId { get; }
}

/// <summary>The holder that a door fills, one per request.</summary>
public sealed class CallOrigin : ICallOrigin
{
    public string? Address { get; private set; }

    public string? RequestId { get; private set; }

    public void Set(string? address, string? requestId) => (Address, RequestId) = (address, requestId);
}

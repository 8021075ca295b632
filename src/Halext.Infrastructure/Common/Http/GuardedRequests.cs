namespace Halext.Infrastructure.Common.Http;

/// <summary>Refuses requests whose address is not one of the web's: other schemes, credentials in it, no host.</summary>
internal sealed class GuardedRequests : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsOrdinary(request.RequestUri) ? base.SendAsync(request, cancellationToken) : throw new OutgoingRefusedException();

    private static bool IsOrdinary(Uri? address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: 0, Host.Length: > 0 } && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}

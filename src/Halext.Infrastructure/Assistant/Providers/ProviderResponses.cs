using System.Net;
using System.Text.Json;
using Halext.Application.Assistant;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Judges answers before a vendor's library sees them, the same for all protocols: failures and answers that are no data at all are thrown.
/// </summary>
internal sealed class ProviderResponses(TimeProvider clock) : DelegatingHandler
{
    /// <summary>What is read of a failure, to find its code.</summary>
    private const int MaxErrorBytes = 16 * 1024;

    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && IsData(response.Content.Headers.ContentType?.MediaType))
            return response;
        using (response)
            throw await Failure(response, cancellationToken);
    }

    private async Task<ProviderException> Failure(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode)
            return new ProviderException(ProviderFailure.Garbled, "The provider's address answers, but not as a provider does.");

        // Only the status: the body may hold what is nobody's business.
        var status = new HttpRequestException($"Status {(int)response.StatusCode}", null, response.StatusCode);
        var retryAfter = RetryAfter(response);
        var code = await ErrorCode(response, ct);
        return (response.StatusCode, code) switch
        {
            (_, "model_not_found") => new(ProviderFailure.UnknownModel, "The provider does not have this model.", status),
            (HttpStatusCode.NotFound, not null) => new(ProviderFailure.UnknownModel, "The provider does not have this model.", status),
            (HttpStatusCode.NotFound, null) or ((>= (HttpStatusCode)300) and (< (HttpStatusCode)400), _) or (HttpStatusCode.MethodNotAllowed, _) =>
                new(ProviderFailure.Garbled, "There is no provider at the address that is configured.", status),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => new(ProviderFailure.Unauthorized, "The provider refuses the key.", status),
            (HttpStatusCode.TooManyRequests, "insufficient_quota") =>
                new(ProviderFailure.Busy, "The quota at the provider is used up.", status) { RetryAfter = retryAfter },
            (HttpStatusCode.TooManyRequests, _) => new(ProviderFailure.Busy, "The provider has too much to do.", status) { RetryAfter = retryAfter },
            (HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError, _) =>
                new(ProviderFailure.Unreachable, $"The provider fails (status {(int)response.StatusCode}).", status) { RetryAfter = retryAfter },
            (_, "context_length_exceeded") or (HttpStatusCode.RequestEntityTooLarge, _) =>
                new(ProviderFailure.Refused, "This is too long for the model.", status),
            _ => new(ProviderFailure.Refused, $"The provider refuses the request (status {(int)response.StatusCode}).", status),
        };
    }

    /// <summary>Seconds or a date (RFC 9110, 10.2.3).</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } time ? TimeSpan.FromTicks(Math.Clamp(time.Ticks, 0, MaxRetryAfter.Ticks)) : null;
    }

    /// <summary>The provider's own code of the failure; empty when there is JSON without one, null when there is no JSON.</summary>
    private static async Task<string?> ErrorCode(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        var buffer = new byte[MaxErrorBytes];
        try
        {
            var read = await (await response.Content.ReadAsStreamAsync(ct)).ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            using var body = JsonDocument.Parse(buffer.AsMemory(0, read));
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String
                    ? code.GetString()
                    : "";
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // The status says enough.
            return null;
        }
    }

    /// <summary>Servers that name no type are believed; web pages are not.</summary>
    private static bool IsData(string? mediaType) =>
        mediaType is null || mediaType == "text/event-stream" || mediaType.Contains("json", StringComparison.OrdinalIgnoreCase);
}

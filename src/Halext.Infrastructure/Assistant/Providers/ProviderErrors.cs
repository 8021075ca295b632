using Anthropic.Exceptions;
using Halext.Application.Assistant;
using Halext.Infrastructure.Common.Http;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Makes <see cref="ProviderException"/>s of whatever the network and the vendors' libraries throw.</summary>
internal static class ProviderErrors
{
    /// <summary>Whether this is a failure to translate; that the caller cancelled is none.</summary>
    public static bool IsFailure(Exception e, CancellationToken ct) => e is not ProviderException && !(e is OperationCanceledException && ct.IsCancellationRequested);

    /// <summary>What happened.</summary>
    /// <param name="e">What was thrown. Its text may hold what the provider wrote, so that only exceptions of .NET itself are kept.</param>
    /// <param name="hasBegun">Whether a part of the answer is out already.</param>
    public static ProviderException Translate(Exception e, bool hasBegun)
    {
        var causes = new List<Exception>();
        for (var cause = e; cause is not null; cause = cause.InnerException)
            causes.Add(cause);

        // Handlers wrap what callbacks throw: the more telling exception may be the inner one.
        if (First<ProviderException>() is { } known)
            return known;
        if (First<OutgoingRefusedException>() is { } refused)
            return new ProviderException(ProviderFailure.Refused, "The provider's address may not be called from this server.", refused);
        if (First<ResponseTooLargeException>() is { } large)
            return new ProviderException(ProviderFailure.Garbled, "The provider's answer is too large.", large);
        if (!hasBegun && First<HttpRequestException>() is { } unreachable)
            return new ProviderException(ProviderFailure.Unreachable, "The provider cannot be reached.", unreachable);
        if (First<IOException>() is { } cut)
            return Cut(cut);
        if (causes.Find(cause => cause is OperationCanceledException or TimeoutException) is { } late)
            return new ProviderException(ProviderFailure.Unreachable, "The provider does not answer in time.", late);

        return First<AnthropicSseException>() is not null ? InStream(hasBegun) : Garbled();

        T? First<T>()
            where T : Exception => causes.OfType<T>().FirstOrDefault();
    }

    /// <summary>What came is not what the protocol says.</summary>
    public static ProviderException Garbled() => new(ProviderFailure.Garbled, "The provider's answer cannot be understood.");

    /// <summary>The answer has no end.</summary>
    public static ProviderException Cut(Exception? inner = null) => new(ProviderFailure.Cut, "The provider's answer stopped in the middle.", inner);

    /// <summary>The provider reports an error inside of a stream.</summary>
    public static ProviderException InStream(bool hasBegun) => hasBegun ? Cut() : new(ProviderFailure.Unreachable, "The provider fails.");

    /// <summary>This cannot be asked of the provider.</summary>
    public static ProviderException Refused(string why) => new(ProviderFailure.Refused, why);
}

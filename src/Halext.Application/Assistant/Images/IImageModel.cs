using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Images;

/// <summary>A model that makes pictures, on behalf of the person who is signed in.</summary>
public interface IImageModel
{
    /// <summary>Makes one picture. Where nothing can make any, and when the provider fails, it is an <see cref="Error"/>, never a stub.</summary>
    /// <param name="prompt">What it shall show.</param>
    /// <param name="model">The wanted model, or null for the usual one.</param>
    /// <param name="ct">Ends the provider's work too.</param>
    Task<Result<GeneratedImage>> Generate(string prompt, string? model, CancellationToken ct);
}

/// <summary>A picture.</summary>
/// <param name="Model">Who made it.</param>
/// <param name="Png">Its bytes, in PNG.</param>
public sealed record GeneratedImage(ModelIdentifier Model, ReadOnlyMemory<byte> Png);

using Halext.Application.Assistant.Images;
using Halext.Domain.Common;

namespace Halext.Infrastructure.Assistant.Images;

/// <summary>Stands where nothing can make pictures, and says so.</summary>
internal sealed class NoImageModel : IImageModel
{
    private static readonly Error Nothing =
        new("IMAGE_MODEL_UNAVAILABLE", ErrorKind.Unavailable, "No model that makes pictures is configured on this server.");

    public Task<Result<GeneratedImage>> Generate(string prompt, string? model, CancellationToken ct) => Task.FromResult<Result<GeneratedImage>>(Nothing);
}

using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Images;

/// <summary>Makes a picture of a description.</summary>
/// <param name="Prompt">What it shall show.</param>
/// <param name="Model">The wanted model.</param>
public sealed record GenerateImage(string Prompt, string? Model = null) : ICommand<Answered<ReadOnlyMemory<byte>>>
{
    public const int PromptMaxLength = 4_000;
}

internal sealed class GenerateImageValidator : AbstractValidator<GenerateImage>
{
    public GenerateImageValidator()
    {
        RuleFor(x => x.Prompt).NotEmpty().MaximumLength(GenerateImage.PromptMaxLength);
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class GenerateImageHandler(IImageModel model, TimeProvider clock) : ICommandHandler<GenerateImage, Answered<ReadOnlyMemory<byte>>>
{
    private static readonly Error NoPng = new("PROVIDER_UNAVAILABLE", ErrorKind.Unavailable, "The model did not return a PNG picture.");

    /// <summary>Every PNG begins with it (PNG specification, §5.2).</summary>
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public async Task<Result<Answered<ReadOnlyMemory<byte>>>> Handle(GenerateImage request, CancellationToken ct)
    {
        var made = await Deadline.Within(Deadline.Answer, clock, token => model.Generate(request.Prompt, request.Model, token), ct);
        if (made.Failed)
            return made.Error;
        return made.Value.Png.Span.StartsWith(Signature) ? new Answered<ReadOnlyMemory<byte>>(made.Value.Png, made.Value.Model) : NoPng;
    }
}

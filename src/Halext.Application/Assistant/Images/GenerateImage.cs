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

    /// <summary>Every PNG begins with its signature and the header chunk of 13 bytes (PNG specification, third edition, 5.2 and 11.2.1).</summary>
    private static ReadOnlySpan<byte> Begin => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

    /// <summary>And ends with the empty end chunk (11.2.5), so that what was cut shows.</summary>
    private static ReadOnlySpan<byte> End => [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82];

    public async Task<Result<Answered<ReadOnlyMemory<byte>>>> Handle(GenerateImage request, CancellationToken ct)
    {
        var made = await Deadline.Within(Deadline.Answer, clock, token => model.Generate(request.Prompt, request.Model, token), ct);
        if (made.Failed)
            return made.Error;
        return IsPng(made.Value.Png.Span) ? new Answered<ReadOnlyMemory<byte>>(made.Value.Png, made.Value.Model) : NoPng;
    }

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Begin) && bytes.EndsWith(End);
}

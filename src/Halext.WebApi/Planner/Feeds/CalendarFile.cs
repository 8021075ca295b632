using Halext.Application.Planner.Feeds;
using Halext.Domain.Common;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Halext.WebApi.Planner.Feeds;

/// <summary>The calendar file of a request: the body itself, or the file of a form.</summary>
internal static class CalendarFile
{
    /// <summary>The file, and what a form says around it.</summary>
    public const int BodyBytesMax = ImportCalendar.BytesMax + (64 * 1024);

    /// <exception cref="BadHttpRequestException">The form cannot be read.</exception>
    public static async Task<Result<ReadOnlyMemory<byte>>> Read(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType)
        {
            return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(CalendarReply.ContentType, StringComparison.OrdinalIgnoreCase)
                ? await Read(request.Body, ct)
                : throw new BadHttpRequestException("Send the file as multipart/form-data or text/calendar.", StatusCodes.Status415UnsupportedMediaType);
        }

        var limits = new FormOptions { MultipartBodyLengthLimit = BodyBytesMax, ValueCountLimit = 10 };
        IFormCollection form;
        try
        {
            form = await new FormFeature(request, limits).ReadFormAsync(ct);
        }
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException))
        {
            return Error.Invalid(nameof(ImportCalendar.File), "The form can not be read.");
        }

        if (form.Files.Count != 1)
            return Error.Invalid(nameof(ImportCalendar.File), "Send exactly one file.");
        await using var file = form.Files[0].OpenReadStream();
        return await Read(file, ct);
    }

    private static async Task<ReadOnlyMemory<byte>> Read(Stream stream, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, ct);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}

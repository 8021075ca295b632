using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Halext.TestKit.FakeModels;

/// <summary>Writes one answer of a chat, with what goes wrong in it.</summary>
internal sealed class FakeReply(HttpResponse response, FakeWire wire, FakeAnswer answer, JsonElement request)
{
    public async Task Write(CancellationToken ct)
    {
        if (answer.Padding > 0)
            await Padded(ct);
        else if (wire.WantsStream(request))
            await Stream(ct);
        else
            await Whole(ct);
    }

    private string Model => request.GetProperty("model").GetString() ?? "";

    private FakeUsage Usage => answer.Usage ?? new FakeUsage((request.GetRawText().Length + 3) / 4, (answer.Pieces.Sum(p => p.Length) + 3) / 4);

    private async Task Stream(CancellationToken ct)
    {
        response.ContentType = wire.StreamType;
        await response.StartAsync(ct);
        foreach (var part in wire.Start(answer, Model, Usage))
        {
            await Send(part, ct);
            if (answer.Pause > TimeSpan.Zero)
                await Task.Delay(answer.Pause, ct);
        }

        switch (answer.Fault)
        {
            case FakeFault.Silence:
                await Task.Delay(Timeout.Infinite, ct);
                return;
            case FakeFault.Break:
                await Break(ct);
                return;
            case FakeFault.Stop:
                return;
            case FakeFault.ErrorInStream:
                await Send(wire.FailureInStream("the runner has stopped"), ct);
                return;
            case FakeFault.Garbage:
                await Send(wire.Garbage, ct);
                return;
        }

        foreach (var part in wire.End(answer, Model, Usage))
            await Send(part, ct);
    }

    private async Task Whole(CancellationToken ct)
    {
        var body = answer.Fault == FakeFault.Garbage ? "{\"choices\": 7, \"content\": 7, \"message\": 7" : wire.Whole(answer, Model, Usage);
        response.ContentType = "application/json";
        response.ContentLength = Encoding.UTF8.GetByteCount(body);
        if (answer.Fault is not (FakeFault.Silence or FakeFault.Break or FakeFault.Stop))
        {
            await Send(body, ct);
            return;
        }

        await Send(body[..(body.Length / 2)], ct);
        if (answer.Fault == FakeFault.Silence)
            await Task.Delay(Timeout.Infinite, ct);
        await Break(ct);
    }

    /// <summary>Ends the connection in the middle of the answer. Not by a reset, which would also take back what was sent before it.</summary>
    private async Task Break(CancellationToken ct)
    {
        response.HttpContext.Features.Get<IConnectionSocketFeature>()!.Socket.Shutdown(SocketShutdown.Both);
        await Task.Delay(Timeout.Infinite, ct);
    }

    /// <summary>The frame of an answer without text, with the padding in the place of the text.</summary>
    private async Task Padded(CancellationToken ct)
    {
        const string Mark = "@@@";
        var isStream = wire.WantsStream(request);
        response.ContentType = isStream ? wire.StreamType : "application/json";
        var marked = FakeAnswer.Says(Mark);
        var text = isStream ? string.Concat(wire.Start(marked, Model, Usage)) : wire.Whole(marked, Model, Usage);
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        await Send(text[..at], ct);
        var block = new string('x', 64 * 1024);
        for (long sent = 0; sent < answer.Padding; sent += block.Length)
            await Send(block, ct);
        await Send(text[(at + Mark.Length)..], ct);
    }

    private async Task Send(string text, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var write in answer.BytesPerWrite > 0 ? bytes.Chunk(answer.BytesPerWrite) : [bytes])
        {
            await response.Body.WriteAsync(write, ct);
            await response.Body.FlushAsync(ct);
        }
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Halext.Domain.Common;
using Halext.TestKit;
using Halext.WebApi.Common.Streaming;

namespace Halext.UnitTests.Common.Streaming;

public sealed class ChunkTests
{
    /// <summary>Texts in pieces, with what could break the frames.</summary>
    private static readonly Arbitrary<string[]> Pieces = Gen.OneOf(
            Properties.Texts("\n\r :[]DONEdata\"\\é日\u2028\u0085").Generator.Select(t => string.Concat(t.Where(c => !char.IsSurrogate(c)))),
            Gen.Elements("[DONE]", "\n[DONE]\n", "\r", "\n", "data: x", "", "🎉"))
        .ArrayOf().ToArbitrary();

    [Test]
    public void Readers_of_the_standard_get_every_text_whole() => Prop.ForAll(Pieces, pieces =>
    {
        var (text, isDone) = StreamReaders.TextOf(StreamReaders.AsTheStandardSays(Write(new TextChunks(), pieces)));
        return text == Normalized(pieces) && isDone;
    }).Holds();

    [Test]
    public void The_web_client_gets_every_text_with_returns_for_newlines() => Prop.ForAll(Pieces, pieces =>
        StreamReaders.AsWebClient(Write(new TextChunks(), pieces)) == Normalized(pieces).Replace('\n', '\r') || Normalized(pieces).Contains("[DONE]", StringComparison.Ordinal)).Holds();

    [Test]
    public void The_mobile_client_gets_every_text_whole() => Prop.ForAll(Pieces, pieces =>
        StreamReaders.AsMobileClient(Write(new JsonChunks(), pieces)) == (string.Concat(pieces), true)).Holds();

    [TestCase("[DONE]")]
    [TestCase("a\n[DONE]\nb")]
    [TestCase("[DONE]\n")]
    public void A_model_cannot_end_the_stream(string text)
    {
        var stream = Write(new TextChunks(), [text, "more"]);
        Assert.That(StreamReaders.TextOf(StreamReaders.AsTheStandardSays(stream)), Is.EqualTo((text + "more", true)));
        Assert.That(StreamReaders.AsWebClient(stream), Is.EqualTo(text.Replace('\n', '\r') + "more"));
    }

    [Test]
    public void A_failure_is_one_event_whatever_its_sentence()
    {
        var stream = Encoding.UTF8.GetBytes(new TextChunks().Failure(Error.Unavailable("a\ndata: [DONE]\r\n\nb")));
        Assert.That(StreamReaders.AsTheStandardSays(stream), Has.Count.EqualTo(1));
    }

    private static byte[] Write(IChunkFormat format, string[] pieces) =>
        Encoding.UTF8.GetBytes(string.Concat(pieces.Select(format.Piece)) + format.End(isCut: false));

    private static string Normalized(string[] pieces) =>
        string.Concat(pieces).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}

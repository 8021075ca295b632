using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging.Generations;

public sealed class AnswerPiecesTests
{
    [Test]
    public void Pieces_are_the_text_cut_between_characters()
    {
        var chunk = Gen.Elements("a", "\U0001F600", "ä", "\\\"", new string('x', 499), "\n");
        var text = chunk.ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(text, t =>
        {
            var pieces = AnswerPieces.Of(t).ToList();
            return string.Concat(pieces) == t
                && pieces.All(p => p.Length is > 0 and <= GenerationPiece.MaxLength && !char.IsLowSurrogate(p[0]) && !char.IsHighSurrogate(p[^1]));
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void What_no_database_takes_is_left_out_or_replaced() =>
        Assert.That(AnswerPieces.Of("a\0b\ud83d"), Is.EqualTo(new[] { "ab\ufffd" }));
}

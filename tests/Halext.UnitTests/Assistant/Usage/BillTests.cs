using Halext.Application.Assistant;
using Halext.Application.Assistant.Usage;
using Halext.Domain.Assistant;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Halext.UnitTests.Assistant.Usage;

public sealed class BillTests
{
    private static readonly string Arguments = new('x', 4_000);

    [Test]
    public async Task Pieces_of_calls_are_charged_when_the_whole_never_comes() =>
        Assert.That(await TokensOf(new ToolCallPiece(0, "a", "look", ""), new ToolCallPiece(0, null, null, Arguments)), Is.EqualTo(1_001));

    [Test]
    public async Task A_call_that_came_in_pieces_is_charged_once() =>
        Assert.That(
            await TokensOf(new ToolCallPiece(0, "a", "look", Arguments), new FunctionCallContent("a", "look") { RawRepresentation = Arguments }), Is.EqualTo(1_001));

    [Test]
    public async Task A_whole_call_is_charged() =>
        Assert.That(await TokensOf(new FunctionCallContent("a", "look") { RawRepresentation = Arguments }), Is.EqualTo(1_001));

    [Test]
    public async Task What_the_provider_counts_is_what_is_charged() =>
        Assert.That(await TokensOf(new TextContent(Arguments), new UsageContent(new UsageDetails { OutputTokenCount = 7 })), Is.EqualTo(7));

    private static async Task<int> TokensOf(params AIContent[] contents)
    {
        Expense? entered = null;
        var spending = new Mock<ISpending>();
        spending.Setup(s => s.Settle(It.IsAny<Expense>(), It.IsAny<CancellationToken>())).Callback((Expense expense, CancellationToken _) => entered = expense);
        var bill = new Bill(
            spending.Object, new Asker(1, "/x", null), new SpendingLimits(null, null), PriceList.Defaults, TimeProvider.System, NullLogger.Instance);
        await bill.Open(new ModelIdentifier("openai", "gpt-4o"), 1, 1, 100, 100, CancellationToken.None);
        foreach (var content in contents)
            bill.Count([content]);
        await bill.Settle(UseOutcome.Abandoned);
        return entered!.CompletionTokens;
    }
}

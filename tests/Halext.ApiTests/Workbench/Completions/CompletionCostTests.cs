using Halext.ApiTests.Assistant;
using Halext.ApiTests.Messaging;
using Halext.TestKit;

namespace Halext.ApiTests.Workbench.Completions;

/// <summary>What answers cost is the same wherever it is told. Each question has 1,000 tokens here and each answer 100.</summary>
public sealed class CompletionCostTests : AssistantTest
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Reply_messages_and_ledger_agree(bool inConversation)
    {
        await Start(("OPENAI_API_KEY", "key"));
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        var answer = await ada.Client.PostJson("/chat/completions", new
        {
            model_id = "openai:gpt-4o", prompt = "Hi", conversation_id = inConversation ? id : (int?)null,
        }).ShouldBeOk();
        var usage = answer.GetProperty("usage");
        Assert.That(usage.GetProperty("input_cost").GetDecimal(), Is.EqualTo(0.005m));
        Assert.That(usage.GetProperty("completion_cost").GetDecimal(), Is.EqualTo(0.0015m));
        Assert.That(usage.GetProperty("total_cost").GetDecimal(), Is.EqualTo(0.0065m));
        var ledger = (await ada.Client.Get("/ai/usage").ShouldBeOk()).GetProperty("total");
        Assert.That(ledger.GetProperty("cost_usd").GetDecimal(), Is.EqualTo(0.0065m));
        if (inConversation)
            Assert.That((await ada.Messages(id)).Sum(m => m.GetProperty("cost").GetDecimal()), Is.EqualTo(0.0065m));
    }
}

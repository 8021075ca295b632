using Halext.Application.Assistant.Images;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Usage;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Assistant.Providers;

/// <summary>
/// Finds who answers and with whose key, sets aside what it may cost, asks, and enters what it did cost. When the wanted model is out of
/// reach and nothing was said yet, those of the configured list are asked in turn.
/// </summary>
internal sealed partial class RoutedAssistant(
    IAssistantFacts facts,
    ISpending spending,
    AssistantSettings settings,
    ISecretProtector secrets,
    IEnumerable<IModelProvider> providers,
    IModelLists lists,
    IOllamaHost painter,
    ICurrentUser user,
    TimeProvider clock,
    ILogger<RoutedAssistant> logger) : IAssistant, IImageModel
{
    /// <summary>Where the budget covers less than the longest answer, a shorter one will do, but not one that says nothing.</summary>
    private const int ShortestAnswer = 256;

    public Task<Result<ModelAnswer>> Complete(ModelCall call, CancellationToken ct) => Ask<ModelAnswer>(Inquiry.Of(call), async attempt =>
    {
        using var client = attempt.Provider.Chat(attempt.Connection, attempt.Model.Model);
        var response = await client.GetResponseAsync(call.Messages, OptionsOf(call, attempt), ct);
        attempt.Bill.Count(response.Messages.SelectMany(m => m.Contents).Where(c => c is not UsageContent));
        attempt.Bill.Count(response.Usage);
        await attempt.Bill.Settle(UseOutcome.Complete);
        return new ModelAnswer(attempt.Model, response)
        {
            Usage = attempt.Bill.Used, Unshortened = attempt.OutputMax < attempt.Longest ? attempt.Longest : null,
        };
    }, ct);

    public Task<Result<ModelStream>> Stream(ModelCall call, CancellationToken ct) => Ask<ModelStream>(Inquiry.Of(call), async attempt =>
    {
        var client = attempt.Provider.Chat(attempt.Connection, attempt.Model.Model);
        var updates = client.GetStreamingResponseAsync(call.Messages, OptionsOf(call, attempt), ct).GetAsyncEnumerator(ct);
        try
        {
            // What fails before the first piece is an error, and somebody else can still be asked.
            var hasFirst = await updates.MoveNextAsync();
            return new ModelStream(attempt.Model, Updates(client, updates, hasFirst, attempt.Bill)) { Usage = () => attempt.Bill.Used };
        }
        catch
        {
            await updates.DisposeAsync();
            client.Dispose();
            throw;
        }
    }, ct);

    public Task<Result<ModelEmbeddings>> Embed(EmbeddingCall call, CancellationToken ct) => Ask<ModelEmbeddings>(Inquiry.Of(call), async attempt =>
    {
        using var generator = attempt.Provider.Embeddings(attempt.Connection, attempt.Model.Model);
        var made = await generator.GenerateAsync(call.Inputs, new EmbeddingGenerationOptions { Dimensions = call.Dimensions }, ct);
        var prompt = TokenEstimate.Clamp(made.Usage?.InputTokenCount ?? Inquiry.Of(call).PromptEstimate);
        if (made.Usage is { InputTokenCount: { } counted })
            attempt.Bill.Count(new UsageDetails { InputTokenCount = counted, OutputTokenCount = 0 });
        await attempt.Bill.Settle(UseOutcome.Complete);
        return new ModelEmbeddings(attempt.Model, [.. made.Select(e => e.Vector)], prompt);
    }, ct);

    public async Task<Result<ModelIdentifier>> Find(string model, CancellationToken ct)
    {
        var reach = new Reach(await facts.Of(user.Id, ct), settings, secrets);
        var found = reach.Named(model);
        if (!reach.Has(found))
            return AssistantErrors.ModelNotFound(model);

        // Vendors' lists leave out some that answer; an Ollama has what it lists. One that does not answer now says so when it is asked.
        var connection = reach.Connect(found);
        if (connection.Failed || connection.Value.Protocol != ProviderProtocol.Ollama)
            return found;
        var list = await lists.Of(connection.Value, ct);

        // It may have been pulled a moment ago, by whichever node.
        if (list is { Problem: null, WasKept: true } && !list.Has(found.Model))
            list = await lists.Of(connection.Value, ct, isFresh: true);
        return list.Problem is null && !list.Has(found.Model) ? AssistantErrors.ModelNotFound(model) : found;
    }

    public async Task<Result<GeneratedImage>> Generate(string prompt, string? model, CancellationToken ct)
    {
        var made = await Ask<GeneratedImage>(Inquiry.OfPicture(prompt, model), async attempt =>
        {
            var png = await painter.Paint(attempt.Connection, attempt.Model.Model, prompt, ct);
            await attempt.Bill.Settle(UseOutcome.Complete);
            return new GeneratedImage(attempt.Model, png);
        }, ct);

        // Whoever chose no model has done nothing wrong.
        return made is { Failed: true, Error: { Kind: ErrorKind.Invalid or ErrorKind.NotFound } error } && string.IsNullOrWhiteSpace(model)
            ? AssistantErrors.NoPictures(error.Message)
            : made;
    }

    private enum Wanted
    {
        Text,
        Vectors,
        Picture,
    }

    /// <summary>A call, as far as routing and budgets go.</summary>
    private sealed record Inquiry(
        string? Model, bool RequireModel, Wanted Wanted, string Route, int? ConversationId, int PromptEstimate, int PromptMax, int? OutputMax)
    {
        public static Inquiry Of(ModelCall call) => new(
            call.Model, call.RequireModel, Wanted.Text, call.Route, call.ConversationId,
            TokenEstimate.Of(call.Messages, call.Options), TokenEstimate.AtMost(call.Messages, call.Options), call.Options?.MaxOutputTokens);

        public static Inquiry Of(EmbeddingCall call) => new(
            call.Model, call.RequireModel, Wanted.Vectors, call.Route, null,
            TokenEstimate.Of(call.Inputs.Sum(text => (long)text.Length)), call.Inputs.Sum(TokenEstimate.AtMost), 0);

        public static Inquiry OfPicture(string prompt, string? model) => new(
            model, false, Wanted.Picture, "/v1/images/generate", null, TokenEstimate.Of(prompt.Length), TokenEstimate.AtMost(prompt), 0);
    }

    /// <summary>One model that is asked, how many tokens it may answer with, and how many it might if the budget covered them.</summary>
    private sealed record Attempt(
        ModelIdentifier Model, ProviderConnection Connection, IModelProvider Provider, Bill Bill, int OutputMax, int Longest);

    private async Task<Result<T>> Ask<T>(Inquiry inquiry, Func<Attempt, Task<T>> ask, CancellationToken ct)
    {
        if (inquiry.Model is { } text && (text.Length > ModelIdentifier.MaxLength || text.Any(char.IsControl)))
            return Error.Invalid("Model", "This is not the identifier of a model.");

        var reach = new Reach(await facts.Of(user.Id, ct), settings, secrets);
        var usual = inquiry.Wanted switch
        {
            Wanted.Vectors => reach.EmbeddingDefault,
            Wanted.Picture => reach.PictureDefault,
            _ => reach.Default,
        };
        if (usual is null)
            return AssistantErrors.NoPictures("No server of image models is configured.");
        var model = inquiry.RequireModel && inquiry.Model is { } name ? reach.Named(name) : ModelIdentifier.Parse(inquiry.Model, usual);
        var paints = inquiry.Wanted == Wanted.Picture;
        if (inquiry.RequireModel && model != usual && !(paints ? reach.MayPaint(model) : reach.Offers(model)))
            return AssistantErrors.ModelNotFound(model.ToString());
        if (!(paints ? reach.MayPaint(model) : reach.Has(model)))
            model = usual;

        var bill = new Bill(spending, new Asker(user.Id, inquiry.Route, inquiry.ConversationId), LimitsOf(reach.Facts, settings), settings.Prices, clock, logger);
        var tried = new HashSet<ModelIdentifier>();

        // What the wanted model is out of reach for; what stand-ins say of a question that was not meant for them is nobody's answer.
        ProviderException? first = null;
        var start = clock.GetTimestamp();
        while (true)
        {
            tried.Add(model);
            var connection = reach.Connect(model);
            if (connection.Failed)
                return await Give<T>(connection.Error, bill);
            var longest = inquiry.OutputMax ?? OutputMaxOf(model);
            var opened = await bill.Open(
                model, inquiry.PromptEstimate, inquiry.PromptMax, longest, inquiry.OutputMax ?? Math.Min(longest, ShortestAnswer), ct);
            if (opened.Failed)
                return await Give<T>(opened.Error, bill);

            try
            {
                var provider = providers.First(p => p.Protocol == connection.Value.Protocol);
                return await ask(new Attempt(model, connection.Value, provider, bill, opened.Value, longest));
            }
            catch (ProviderException e) when (clock.GetElapsedTime(start) < Deadline.StandIn && Next(e, first is not null, inquiry, reach, usual, tried) is { } next)
            {
                if (e.IsTransient)
                    first ??= e;
                LogNext(logger, model.Provider, e.Failure, next.Provider);
                model = next;
            }
            catch (ProviderException e)
            {
                LogFailed(logger, model.Provider, e.Failure);
                return await Give<T>((first ?? e).ToError(), bill);
            }
            catch (OperationCanceledException)
            {
                // The provider has read the question, and charges for that.
                await bill.Settle(UseOutcome.Abandoned);
                throw;
            }
            catch
            {
                await bill.Release();
                throw;
            }
        }
    }

    /// <summary>What a person may spend.</summary>
    public static SpendingLimits LimitsOf(AssistantFacts facts, AssistantSettings settings) =>
        new(facts.Own.MonthlyLimit ?? settings.MonthlyBudget, facts.Own.DailyTokenLimit ?? settings.DailyTokens);

    private static async Task<Result<T>> Give<T>(Error error, Bill bill)
    {
        await bill.Release();
        return error;
    }

    /// <summary>Who is asked after a failure: the usual model where a name means nothing to its provider, the next of the list where it is out of reach.</summary>
    private static ModelIdentifier? Next(
        ProviderException failure, bool isStandIn, Inquiry inquiry, Reach reach, ModelIdentifier usual, HashSet<ModelIdentifier> tried)
    {
        if (failure.Failure == ProviderFailure.UnknownModel && !isStandIn)
            return inquiry.RequireModel || tried.Contains(usual) ? null : usual;
        var isPassedOn = failure.IsTransient || (isStandIn && failure.Failure is ProviderFailure.Refused or ProviderFailure.UnknownModel);
        return isPassedOn && inquiry.Wanted == Wanted.Text ? reach.Fallbacks.FirstOrDefault(m => !tried.Contains(m)) : null;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Updates(
        IChatClient client, IAsyncEnumerator<ChatResponseUpdate> updates, bool hasNext, Bill bill)
    {
        var outcome = UseOutcome.Abandoned;
        try
        {
            while (hasNext)
            {
                bill.Count(updates.Current.Contents);
                yield return updates.Current;
                try
                {
                    if (bill.Lapses)
                        throw new ProviderException(ProviderFailure.Cut, "The answer was not read to its end in time.");
                    hasNext = await updates.MoveNextAsync();
                }
                catch (ProviderException)
                {
                    outcome = UseOutcome.Cut;
                    throw;
                }
            }

            outcome = UseOutcome.Complete;
        }
        finally
        {
            try
            {
                await updates.DisposeAsync();
                client.Dispose();
            }
            finally
            {
                await bill.Settle(outcome);
            }
        }
    }

    private int OutputMaxOf(ModelIdentifier model) =>
        ModelCatalog.Find(model.Provider, model.Model) is { MaxOutputTokens: > 0 and var max } ? Math.Min(max, settings.MaxOutputTokens) : settings.MaxOutputTokens;

    /// <summary>An answer without a maximum could cost more than was set aside for it.</summary>
    private static ChatOptions OptionsOf(ModelCall call, Attempt attempt)
    {
        var options = call.Options?.Clone() ?? new ChatOptions();
        options.ModelId = null;
        options.MaxOutputTokens = attempt.OutputMax;
        return options;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider {Provider} failed ({Failure}); {Next} is asked in its place")]
    private static partial void LogNext(ILogger logger, string provider, ProviderFailure failure, string next);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider {Provider} failed ({Failure})")]
    private static partial void LogFailed(ILogger logger, string provider, ProviderFailure failure);
}

using System.Data.Common;
using System.Text;
using System.Threading.Channels;
using Halext.Application.Accounts.Users;
using Halext.Application.Assistant;
using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ChatMessage = Halext.Domain.Messaging.ChatMessage;

namespace Halext.Application.Messaging.Generations;

/// <summary>
/// Writes an answer from its first word to its end, piece by piece, into the database and to whoever listens. Internal: the runner sends it,
/// on behalf of the person who asked. Cancelling it stops the answer where it is.
/// </summary>
/// <param name="Id">A generation that is running and that nobody writes.</param>
public sealed record WriteAnswer(Guid Id) : ICommand<WrittenAnswer>;

/// <summary>What was written.</summary>
/// <param name="Message">The answer as a message; null when it became none.</param>
/// <param name="Usage">What it took; null where no model was reached.</param>
public sealed record WrittenAnswer(ChatMessageDto? Message, ModelUsage? Usage = null);

internal sealed partial class WriteAnswerHandler(
    IMessagingDb db, IUnitOfWork unitOfWork, IAssistant assistant, ISender sender, IRealtime realtime, TimeProvider clock, ILogger<WriteAnswerHandler> logger)
    : ICommandHandler<WriteAnswer, WrittenAnswer>
{
    /// <summary>An answer was paid for: the database may be away for half a minute before it is given up.</summary>
    private const int EndAttempts = 6;

    /// <summary>For the ledger.</summary>
    private const string Route = "/conversations/messages";

    public async Task<Result<WrittenAnswer>> Handle(WriteAnswer request, CancellationToken ct)
    {
        var written = new StringBuilder();
        var heard = new AnswerEnd();
        ModelStream? spoken = null;
        MessageFailure? failure = null;
        var state = GenerationState.Completed;

        // The provider hears of it when this gives up.
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var generation = await db.Generations.AsNoTracking().SingleAsync(g => g.Id == request.Id, ct);
            var stream = await assistant.Stream(await Ask(generation, ct), giveUp.Token);
            if (stream.Failed)
            {
                failure = MessageFailure.Of(stream.Error);
            }
            else
            {
                spoken = stream.Value;
                if (!await Write(generation, spoken.Updates, heard, written, giveUp))
                    failure = MessageFailure.Of(ConversationErrors.AnswerIsTooLong);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            state = GenerationState.Stopped;
        }
        catch (ProviderException e)
        {
            failure = MessageFailure.Of(e.ToError());
        }
        catch (Exception e)
        {
            // The conversation went away while this wrote, and then there is nothing to end; or the database did.
            LogInterrupted(logger, e, request.Id);
            failure = MessageFailure.Of(ConversationErrors.AnswerWasLost);
        }

        var usage = spoken?.Usage();
        var answer = new AssistantAnswer(written.ToString(), spoken?.Model.ToString(), failure, usage?.CompletionTokens, usage?.CompletionCost) { IsCut = heard.IsCut };
        var end = new EndGeneration(
            request.Id, failure is null ? state : GenerationState.Failed, answer, usage?.PromptTokens, usage?.PromptCost);
        var ended = await End(end);
        return ended.Failed ? ended.Error : new WrittenAnswer(ended.Value.Message, usage);
    }

    /// <summary>It has to be ended whatever became of it, also when it was stopped.</summary>
    private async Task<Result<EndedGeneration>> End(EndGeneration end)
    {
        for (var attempt = 1; ; attempt++)
        {
            unitOfWork.Reset();
            try
            {
                return await sender.Send(end, CancellationToken.None);
            }
            catch (Exception e) when (attempt < EndAttempts)
            {
                LogNotEnded(logger, e, end.Id, attempt);
                await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), clock, CancellationToken.None);
            }
        }
    }

    /// <summary>The conversation's newest messages up to the question, as models read them.</summary>
    private async Task<ModelCall> Ask(Generation generation, CancellationToken ct)
    {
        var conversation = await db.Conversations.AsNoTracking().SingleAsync(c => c.Id == generation.ConversationId, ct);
        var newest = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversation.Id && m.Number <= generation.QuestionNumber && m.DeletedAt == null && m.Failure == null)
            .OrderByDescending(m => m.Number)
            .Take(AnswerContext.MessagesMax)
            .ToListAsync(ct);
        var authors = newest.Select(m => m.AuthorId).OfType<int>().Distinct().ToList();
        var names = authors.Count > 1 ? (await sender.Send(new NameUsers(authors), ct)).Value : [];
        var options = new ChatOptions
        {
            Temperature = (float?)generation.Options.Temperature,
            TopP = (float?)generation.Options.TopP,
            MaxOutputTokens = generation.Options.MaxTokens,
            FrequencyPenalty = (float?)generation.Options.FrequencyPenalty,
            PresencePenalty = (float?)generation.Options.PresencePenalty,
            StopSequences = generation.Options.Stop?.ToList(),
        };
        return new ModelCall(Route, AnswerContext.Of(conversation, generation.Options, newest, names), generation.Model, options, conversation.Id)
        {
            RequireModel = generation.Options.RequireModel,
        };
    }

    /// <summary>
    /// Stores and pushes what comes. One piece is as large as what arrived while the last one was stored: small when there is little to do,
    /// large when there is much.
    /// </summary>
    /// <returns>Whether all of it found room.</returns>
    private async Task<bool> Write(
        Generation generation, IAsyncEnumerable<ChatResponseUpdate> updates, AnswerEnd end, StringBuilder written, CancellationTokenSource giveUp)
    {
        var ct = giveUp.Token;
        var texts = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var reading = Read(updates, end, texts.Writer, ct);
        try
        {
            while (await texts.Reader.WaitToReadAsync(ct))
            {
                var fresh = new StringBuilder();
                while (texts.Reader.TryRead(out var text))
                    fresh.Append(text);
                var room = ChatMessage.AnswerMaxLength - written.Length;
                foreach (var piece in AnswerPieces.Of(fresh.ToString(0, Math.Min(room, fresh.Length))))
                    await Keep(generation, written, piece, ct);
                if (fresh.Length > room)
                    return false;
            }

            await reading;
            return true;
        }
        finally
        {
            await giveUp.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task Read(IAsyncEnumerable<ChatResponseUpdate> updates, AnswerEnd end, ChannelWriter<string> texts, CancellationToken ct)
    {
        try
        {
            await foreach (var update in updates.WithCancellation(ct))
            {
                end.Hear(update);
                if (update.Text is { Length: > 0 } text)
                    texts.TryWrite(text);
            }

            if (end.IsSilent)
                throw end.Silence;
        }
        finally
        {
            texts.Complete();
        }
    }

    private async Task Keep(Generation generation, StringBuilder written, string text, CancellationToken ct)
    {
        db.GenerationPieces.Add(new GenerationPiece(generation.Id, written.Length, text));
        await db.SaveChangesAsync(ct);
        unitOfWork.Reset();
        var delta = new MessageDeltaDto(generation.Id, generation.ConversationId, written.Length, text);
        written.Append(text);
        try
        {
            await realtime.PublishFleeting(Topics.Conversation(generation.ConversationId), GenerationEvents.Delta, delta, ct);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            // Who listens looks at what is stored by themselves.
            LogNotPushed(logger, e, generation.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer {GenerationId} was interrupted")]
    private static partial void LogInterrupted(ILogger logger, Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer {GenerationId} could not be stored yet (attempt {Attempt})")]
    private static partial void LogNotEnded(ILogger logger, Exception exception, Guid generationId, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A piece of the answer {GenerationId} could not be pushed")]
    private static partial void LogNotPushed(ILogger logger, Exception exception, Guid generationId);
}

internal static class AnswerPieces
{
    /// <summary>Cuts what a model wrote into pieces that can be stored and pushed, between characters.</summary>
    public static IEnumerable<string> Of(string text)
    {
        // PostgreSQL's texts hold no NUL, and UTF-8 no half a character.
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal);
        for (int from = 0, length; from < text.Length; from += length)
        {
            length = Math.Min(GenerationPiece.MaxLength, text.Length - from);
            if (from + length < text.Length && char.IsHighSurrogate(text[from + length - 1]))
                length--;
            yield return text.Substring(from, length);
        }
    }
}

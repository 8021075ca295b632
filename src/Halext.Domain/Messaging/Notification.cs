using System.Globalization;
using System.Text;
using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>Something that one person should know of, until they have read it.</summary>
public sealed class Notification : EventSource
{
    public const int TitleMaxLength = 200;
    public const int BodyMaxLength = 500;
    public const int KeyMaxLength = 100;
    public const int DataMaxLength = 4 * 1024;

    /// <summary>How many somebody has at the most; the oldest go.</summary>
    public const int KeptMax = 1_000;

    private Notification(int userId, NotificationKind kind, string key) => (UserId, Kind, Key) = (userId, kind, key);

    public int Id { get; private set; }

    public int UserId { get; private set; }

    public NotificationKind Kind { get; private set; }

    /// <summary>What it is about, unique among the person's notifications: they are told of the same thing once.</summary>
    public string Key { get; private set; }

    /// <summary>Which state of what stands behind <see cref="Key"/> it tells of; grows with it.</summary>
    public int Revision { get; private set; }

    public string Title { get; private set; } = "";

    public string? Body { get; private set; }

    /// <summary>Ids of what it is about: a JSON object.</summary>
    public string Data { get; private set; } = "{}";

    /// <summary>How many things of the same sort it stands for.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Grows in the order in which they were made or renewed; no two have the same.</summary>
    public long Position { get; private set; }

    /// <summary>When it was made; anew when it was read and then renewed.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>A new one, which says nothing yet: see <see cref="Tell"/>.</summary>
    public static Notification About(int userId, NotificationKind kind, string key) => new(userId, kind, key) { Revision = -1 };

    /// <summary>
    /// Says what there is to say, and moves to the front of the list. Hearing of the same <paramref name="revision"/> again, or of an older
    /// one, changes nothing. What was read is unread again.
    /// </summary>
    /// <returns>Whether there was something to say.</returns>
    public bool Tell(NotificationText text, int revision, int count, long position, bool isSilent, DateTimeOffset now)
    {
        if (revision <= Revision)
            return false;
        if (ReadAt is not null || Revision < 0)
            CreatedAt = now;
        (Title, Body, Data) = (text.Title, text.Body, text.Data);
        (Revision, Count, Position, UpdatedAt, ReadAt) = (revision, count, position, now, null);
        RaiseMade(isSilent);
        return true;
    }

    /// <summary>Says something else of what it tells of already, which disturbs nobody.</summary>
    public void Correct(string? body)
    {
        var corrected = NotificationText.Cut(body, BodyMaxLength);
        if (corrected == Body)
            return;
        Body = corrected;
        RaiseMade(isSilent: true);
    }

    /// <summary>Doing so twice is no mistake, and keeps the first time.</summary>
    public void Read(DateTimeOffset now)
    {
        if (ReadAt is not null)
            return;
        ReadAt = now;
        Raise(() => new NotificationRead(UserId, Id));
    }

    /// <summary>Reads it as the newest of all that are being read.</summary>
    public void ReadWithOlder(DateTimeOffset now)
    {
        ReadAt = now;
        Raise(() => new AllNotificationsRead(UserId, Position));
    }

    /// <summary>Has to be called before it is removed, so that other devices learn of it.</summary>
    public void Delete() => Raise(() => new NotificationDeleted(UserId, Id));

    private void RaiseMade(bool isSilent) => Raise(() => new NotificationMade(UserId, Id, isSilent));
}

/// <summary>
/// What a notification says: plain text. It often holds what other people wrote, so it is one line of bounded length, without control
/// characters and without those that turn the direction of the text around it.
/// </summary>
public sealed record NotificationText
{
    private const char Ellipsis = '…';

    /// <param name="title">The sentence.</param>
    /// <param name="body">More of it.</param>
    /// <param name="data">Ids of what it is about: a JSON object.</param>
    public NotificationText(string title, string? body, string data) =>
        (Title, Body, Data) = (Cut(title, Notification.TitleMaxLength) ?? "", Cut(body, Notification.BodyMaxLength), data);

    public string Title { get; }

    public string? Body { get; }

    public string Data { get; }

    /// <summary>The text on one line, of at most so many characters; where something is left out, an ellipsis says so. Null when nothing is left.</summary>
    public static string? Cut(string? text, int maxLength)
    {
        var line = OneLine(text ?? "");
        if (line.Length <= maxLength)
            return line.Length == 0 ? null : line;

        // Never within what people see as one character.
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(line, end) is var next && next < maxLength)
            end = next;
        return line[..end].TrimEnd() + Ellipsis;
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (!TurnsDirection(rune.Value))
            {
                line.Append(rune);
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>The embedding, override and isolate controls of Unicode's bidirectional algorithm (UAX #9).</summary>
    private static bool TurnsDirection(int character) => character is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}

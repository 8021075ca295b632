using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Halext.Bench.Bare;

/// <summary>Writes tasks byte for byte as Halext does.</summary>
internal static class TaskJson
{
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Title = JsonEncodedText.Encode("title");
    private static readonly JsonEncodedText Description = JsonEncodedText.Encode("description");
    private static readonly JsonEncodedText DueDate = JsonEncodedText.Encode("due_date");
    private static readonly JsonEncodedText Labels = JsonEncodedText.Encode("labels");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Color = JsonEncodedText.Encode("color");
    private static readonly JsonEncodedText OwnerId = JsonEncodedText.Encode("owner_id");
    private static readonly JsonEncodedText Completed = JsonEncodedText.Encode("completed");
    private static readonly JsonEncodedText CreatedAt = JsonEncodedText.Encode("created_at");
    private static readonly JsonEncodedText ReminderMinutes = JsonEncodedText.Encode("reminder_minutes");

    public static void Write(Utf8JsonWriter json, List<BareTask> tasks)
    {
        json.WriteStartArray();
        foreach (var task in tasks)
            Write(json, task);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, BareTask task)
    {
        json.WriteStartObject();
        json.WriteNumber(Id, task.Id);
        json.WriteString(Title, task.Title);
        json.WriteString(Description, task.Description);
        Write(json, DueDate, task.DueDate);
        json.WriteStartArray(Labels);
        foreach (var label in task.Labels)
        {
            json.WriteStartObject();
            json.WriteNumber(Id, label.Id);
            json.WriteString(Name, label.Name);
            json.WriteString(Color, label.Color);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber(OwnerId, task.OwnerId);
        json.WriteBoolean(Completed, task.Completed);
        Write(json, CreatedAt, task.CreatedAt);
        if (task.ReminderMinutes is { } minutes)
            json.WriteNumber(ReminderMinutes, minutes);
        else
            json.WriteNull(ReminderMinutes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, DateTime? instant)
    {
        if (instant is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        Span<byte> buffer = stackalloc byte[20];
        value.TryFormat(buffer, out var length, "s", CultureInfo.InvariantCulture);
        buffer[length] = (byte)'Z';
        json.WriteString(name, buffer[..(length + 1)]);
    }
}

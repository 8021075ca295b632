using System.Buffers;
using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

/// <summary>Whatever happens to a file, everything in it can be asked for.</summary>
public sealed class CalendarFuzzTests
{
    private const int Mutations = 60;

    private static readonly byte[][] Favourites =
    [
        [0], "\r"u8.ToArray(), "\n"u8.ToArray(), "\r\n "u8.ToArray(), ":"u8.ToArray(), ";"u8.ToArray(), ","u8.ToArray(), "\""u8.ToArray(),
        "\\"u8.ToArray(), "^"u8.ToArray(), "-"u8.ToArray(), "99999999"u8.ToArray(), [0xFF], [0xC3], [0xF0, 0x9F], "\nBEGIN:VEVENT\n"u8.ToArray(), "\nEND:VCALENDAR\n"u8.ToArray(),
    ];

    private static IReadOnlyList<string> Files => CalendarFiles.All;

    [TestCaseSource(nameof(Files))]
    public void Nothing_throws_or_takes_long(string file)
    {
        var random = new Random(20260302);
        var original = CalendarFiles.Bytes(file);
        var time = ProcessorTime.Of(() =>
        {
            for (var i = 0; i < Mutations; i++)
            {
                var bytes = original.ToList();
                for (var change = random.Next(1, 8); change > 0; change--)
                    Mutate(bytes, random);
                Assert.DoesNotThrow(() => Use([.. bytes]), $"mutation {i}");
            }
        });
        Assert.That(time, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = random.Next(Math.Min(200, bytes.Count - at + 1));
        switch (random.Next(5))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            default:
                bytes.InsertRange(at, Favourites[random.Next(Favourites.Length)]);
                break;
        }
    }

    private static void Use(byte[] bytes)
    {
        var document = CalendarReader.Read(bytes);
        var zones = new CalendarZones(document.Calendars);
        var writer = new CalendarWriter(new ArrayBufferWriter<byte>());
        foreach (var calendar in document.Calendars)
        {
            writer.Raw(calendar);
            Use(calendar, zones);
        }
    }

    private static void Use(CalendarComponent component, CalendarZones zones)
    {
        foreach (var property in component.Properties)
        {
            _ = CalendarText.List(property.Value);
            CalendarValues.TryTime(property, out _, out _);
            CalendarValues.TryDuration(property.Value, out _, out _);
            CalendarValues.TryOffset(property.Value, out _, out _);
            CalendarValues.TryInteger(property.Value, out _, out _);
            if (property.Parameter("TZID") is { } zone)
                zones.TryResolve(zone, out _, out _);
        }

        foreach (var zone in component.Children("VTIMEZONE"))
            zones.TryResolve(zone.First("TZID")?.Value ?? "", out _, out _);
        foreach (var inner in component.Components)
            Use(inner, zones);
    }
}

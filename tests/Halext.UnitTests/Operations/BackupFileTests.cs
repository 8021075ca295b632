using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Operations.Backups;
using Microsoft.Extensions.Logging.Abstractions;

namespace Halext.UnitTests.Operations;

public sealed class BackupFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 2, 30, 0, TimeSpan.Zero);

    [Test]
    public void A_name_says_when()
    {
        var name = BackupFile.NameAt(new(2026, 3, 2, 4, 30, 5, TimeSpan.FromHours(2)));
        Assert.That(name, Is.EqualTo("halext-20260302T023005Z.dump"));
        Assert.That(BackupFile.Parse(name)?.At, Is.EqualTo(new DateTimeOffset(2026, 3, 2, 2, 30, 5, TimeSpan.Zero)));
    }

    [TestCase("halext-20260302T023005Z.dump.gz")]
    [TestCase("halext-before-upgrade.dump")]
    [TestCase(".halext-20260302T023005Z.dump.x.unfinished")]
    public void Other_files_are_none_of_its_business(string name) => Assert.That(BackupFile.Parse(name), Is.Null);

    [TestCase(3, null, ExpectedResult = "07 06")]
    [TestCase(9, 2, ExpectedResult = "07 06")]
    [TestCase(2, 2, ExpectedResult = "08 07 06")]
    [TestCase(9, null, ExpectedResult = "")]
    public string What_is_too_old_or_too_many_goes(int keep, int? days) => Obsolete(keep, days, 6, 7, 8, 9, 10);

    [TestCase(1, ExpectedResult = "09 20")]
    [TestCase(2, ExpectedResult = "20")]
    [TestCase(3, ExpectedResult = "")]
    public string What_is_ahead_of_the_clock_is_not_the_newest(int keep) => Obsolete(keep, null, 20, 9, 10);

    [Test]
    public void The_one_just_made_stays_though_the_clock_went_back_meanwhile() =>
        Assert.That(BackupFile.Obsolete(Made(11), [Made(11), Made(9)], new BackupSettings("/backups", 1, null), Now), Is.EqualTo(new[] { Made(9) }));

    [Test]
    public void The_one_just_made_stays_however_old_it_is() => Assert.That(Obsolete(1, 2, 1), Is.Empty);

    [Test]
    public void What_cannot_be_deleted_keeps_nothing_else_from_it()
    {
        var deleted = new List<string>();
        void Delete(string file)
        {
            if (file == "two")
                throw new UnauthorizedAccessException("No.");
            deleted.Add(file);
        }

        Assert.That(PostgresBackups.Delete(["one", "two", "three"], Delete, NullLogger.Instance), Is.EqualTo((2, 1)));
        Assert.That(deleted, Is.EqualTo(new[] { "one", "three" }));
    }

    private static string Obsolete(int keep, int? days, params int[] made)
    {
        var settings = new BackupSettings("/backups", keep, days is { } d ? TimeSpan.FromDays(d) : null);
        return string.Join(' ', BackupFile.Obsolete(Made(made[^1]), made.Select(Made), settings, Now).Select(f => f.At.Day.ToString("00", null)));
    }

    private static BackupFile Made(int day) => BackupFile.Parse(BackupFile.NameAt(new(2026, 3, day, 2, 30, 0, TimeSpan.Zero)))!;
}

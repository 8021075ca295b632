using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Operations.Backups;

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

    [Test]
    public void The_newest_stays_however_old_it_is() => Assert.That(Obsolete(1, 2, 1), Is.Empty);

    private static string Obsolete(int keep, int? days, params int[] made)
    {
        var settings = new BackupSettings("/backups", keep, days is { } d ? TimeSpan.FromDays(d) : null);
        var files = made.Select(day => BackupFile.Parse(BackupFile.NameAt(new(2026, 3, day, 2, 30, 0, TimeSpan.Zero)))!);
        return string.Join(' ', BackupFile.Obsolete(files, settings, Now).Select(f => f.At.Day.ToString("00", null)));
    }
}

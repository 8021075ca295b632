using Halext.Infrastructure.Operations.Backups;

namespace Halext.UnitTests.Operations;

public sealed class PostgresToolsTests
{
    [Test]
    public void What_libpq_needs_to_know_is_told_by_its_variables()
    {
        var told = Told("Host=db.example.org;Port=6432;Database=halext;Username=h;Password=s e'c;SSL Mode=VerifyFull;Root Certificate=/etc/ca.pem");
        Assert.That(told["PGHOST"], Is.EqualTo("db.example.org"));
        Assert.That(told["PGPORT"], Is.EqualTo("6432"));
        Assert.That(told["PGDATABASE"], Is.EqualTo("halext"));
        Assert.That(told["PGUSER"], Is.EqualTo("h"));
        Assert.That(told["PGPASSWORD"], Is.EqualTo("s e'c"));
        Assert.That(told["PGSSLMODE"], Is.EqualTo("verify-full"));
        Assert.That(told["PGSSLROOTCERT"], Is.EqualTo("/etc/ca.pem"));
    }

    [Test]
    public void Without_a_password_libpq_looks_for_one_itself()
    {
        var told = Told("Host=/var/run/postgresql;Database=halext;Username=halext");
        Assert.That(told["PGHOST"], Is.EqualTo("/var/run/postgresql"));
        Assert.That(told.Keys, Has.No.Member("PGPASSWORD"));
        Assert.That(told["PGSSLMODE"], Is.EqualTo("prefer"));
    }

    [Test]
    public void What_a_program_says_is_cut_in_whole_characters()
    {
        Assert.That(PostgresTools.End("short"), Is.EqualTo("short"));
        Assert.That(PostgresTools.End("x😀" + new string('y', 1_999)), Is.EqualTo(new string('y', 1_999)));
        Assert.That(PostgresTools.End("x😀" + new string('y', 1_998)), Is.EqualTo("😀" + new string('y', 1_998)));
    }

    private static Dictionary<string, string?> Told(string connectionString) => new PostgresTools(connectionString).Target().ToDictionary();
}

using System.Globalization;
using System.Text.RegularExpressions;
using Halext.TestKit;

namespace Halext.ApiTests.Deployment;

/// <summary>Files that nothing compiles must not fall behind those that are compiled.</summary>
public sealed partial class DeploymentFilesTests
{
    private static readonly string[] Readers =
    [
        "src/Halext.Infrastructure/Common/Configuration/HalextSettings.cs",
        "src/Halext.Infrastructure/Common/Configuration/AssistantSection.cs",
        "src/Halext.Infrastructure/Common/PrivateCluster/PostgresBinaries.cs",
        "src/Halext.WebApi/Common/Diagnostics/Telemetry.cs",
        "src/Halext.WebApi/Common/Hosting/OperatorEnvironment.cs",
    ];

    /// <summary>Names in quotes that look like variables and are none of ours.</summary>
    private static readonly string[] NoVariables = ["HS256", "LC_ALL", "PATH"];

    private static readonly string Documentation = Read("docs/configuration.md");

    [TestCase("docker/Dockerfile")]
    [TestCase("docs/operations.md")]
    public void Only_commands_that_the_script_has_are_used(string file)
    {
        var used = Commands(Read(file));
        Assert.That(used, Is.Not.Empty);
        Assert.That(used.Except(CommandsOfScript(Read("halext"))), Is.Empty);
    }

    [Test]
    public void The_image_restores_every_project_of_the_product()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName);
        var dockerfile = Read("docker/Dockerfile");
        Assert.That(projects.Where(p => !dockerfile.Contains($"COPY src/{p}/*.csproj src/{p}/\n", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Everything_that_the_image_copies_is_sent_to_the_builder()
    {
        var sent = Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var copied = CopiedFile().Matches(Read("docker/Dockerfile")).SelectMany(m => m.Groups["files"].Value.Split(' '))
            .Where(file => file != ".").Select(file => file.Split('/')[0]);
        Assert.That(copied.Except(sent), Is.Empty);
        Assert.That(sent.Where(file => !Path.Exists(Path.Combine(Repository.Root, file))), Is.Empty);
    }

    [TestCase("docker/compose.yaml")]
    [TestCase("docker/.env.example")]
    [TestCase("docker/systemd/halext.service")]
    [TestCase("docker/systemd/halext-worker.service")]
    public void Only_documented_variables_are_set(string file)
    {
        var used = VariablesSet(Read(file));
        Assert.That(used, Is.Not.Empty);
        Assert.That(used.Except(Documented(Documentation)), Is.Empty);
    }

    /// <summary>A pg_dump that is older than the server refuses it.</summary>
    [Test]
    public void The_image_can_back_up_the_server_that_compose_starts()
    {
        var client = int.Parse(ClientVersion().Match(Read("docker/Dockerfile")).Groups["version"].Value, CultureInfo.InvariantCulture);
        var server = int.Parse(ServerVersion().Match(Read("docker/compose.yaml")).Groups["version"].Value, CultureInfo.InvariantCulture);
        Assert.That(client, Is.GreaterThanOrEqualTo(server));
    }

    /// <summary>The worker is confined as the server is; they differ only in what they do, how long they may take to stop, and that only the server shows admins its journal.</summary>
    [Test]
    public void The_units_of_server_and_worker_are_alike()
    {
        string[] Lines(string file) => [.. Read(file).Split('\n').Where(l => !l.StartsWith('#') && l != "SupplementaryGroups=systemd-journal").Select(l =>
            l.StartsWith("Description=", StringComparison.Ordinal) || l.StartsWith("TimeoutStopSec=", StringComparison.Ordinal) ? "" : l.Replace(" serve", " worker", StringComparison.Ordinal))];
        Assert.That(Lines("docker/systemd/halext-worker.service"), Is.EqualTo(Lines("docker/systemd/halext.service")));
    }

    [Test]
    public void The_example_names_every_variable_that_compose_requires()
    {
        var required = RequiredVariable().Matches(Read("docker/compose.yaml")).Select(m => m.Groups["name"].Value);
        var example = Read("docker/.env.example").Split('\n');
        Assert.That(required.Where(name => !example.Contains(name + "=")), Is.Empty);
    }

    [Test]
    public void Every_variable_that_is_read_is_documented() =>
        Assert.That(Readers.SelectMany(file => VariablesRead(Read(file))).Except(DocumentedSettings(Documentation)), Is.Empty);

    [Test]
    public void Every_setting_that_is_documented_is_read()
    {
        var read = Readers.SelectMany(file => VariablesRead(Read(file)));
        Assert.That(DocumentedSettings(Documentation).Except(read), Is.Empty);
    }

    [Test]
    public void RulesCanFail()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CommandsOfScript("  up) up ;;\n  doctor | user) x ;;\n"), Is.EqualTo(new[] { "up", "doctor", "user" }));
            Assert.That(Commands("RUN ./halext fly --high"), Is.EqualTo(new[] { "fly" }));
            Assert.That(VariablesSet("X: ${NEW_ONE:?say it}\n      IN_COMPOSE: 1\n# COMMENTED_OUT=1\nEnvironment=IN_UNIT=1\nPLAIN=\n"),
                Is.EquivalentTo(new[] { "NEW_ONE", "IN_COMPOSE", "COMMENTED_OUT", "IN_UNIT", "PLAIN" }));
            Assert.That(VariablesRead("read.Flag(\"NEW_FLAG\", true) ?? \"text\" + \"HS256\""), Is.EqualTo(new[] { "NEW_FLAG" }));
            Assert.That(Documented("| `A_B`, `C_D` | x |"), Is.EqualTo(new[] { "A_B", "C_D" }));
            Assert.That(DocumentedSettings("## Settings\n| `A_B` | `C_D` |\n## Compose\n| `E_F` |"), Is.EqualTo(new[] { "A_B" }));
        }
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static IEnumerable<string> Commands(string text) => UsedCommand().Matches(text).Select(m => m.Groups["name"].Value).Distinct();

    private static IEnumerable<string> CommandsOfScript(string script) =>
        ScriptCommand().Matches(script).SelectMany(m => m.Groups["names"].Value.Split('|', StringSplitOptions.TrimEntries));

    private static IEnumerable<string> VariablesSet(string text) => SetVariable().Matches(text).Select(m => m.Groups["name"].Value).Distinct();

    private static IEnumerable<string> VariablesRead(string code) =>
        QuotedName().Matches(code).Select(m => m.Groups["name"].Value).Except(NoVariables).Distinct();

    private static IEnumerable<string> Documented(string text) => DocumentedName().Matches(text).Select(m => m.Groups["name"].Value).Distinct();

    /// <summary>The first column of the tables about settings.</summary>
    private static IEnumerable<string> DocumentedSettings(string text) =>
        SettingRow().Matches(text[text.IndexOf("## Settings", StringComparison.Ordinal)..text.IndexOf("## Compose", StringComparison.Ordinal)])
            .Select(m => m.Groups["name"].Value);

    [GeneratedRegex(@"postgresql-client-(?<version>\d+)")]
    private static partial Regex ClientVersion();

    [GeneratedRegex(@"image: postgres:(?<version>\d+)")]
    private static partial Regex ServerVersion();

    [GeneratedRegex(@"\./halext (?<name>[a-z]+)")]
    private static partial Regex UsedCommand();

    [GeneratedRegex(@"^  (?<names>[a-z]+( \| [a-z]+)*)\)", RegexOptions.Multiline)]
    private static partial Regex ScriptCommand();

    [GeneratedRegex(@"^COPY (?<files>(?!--).+) \S+$", RegexOptions.Multiline)]
    private static partial Regex CopiedFile();

    [GeneratedRegex(@"(?:\$\{|^ {6}|^#? ?|^Environment=)(?<name>[A-Z][A-Z0-9_]{3,})(?=[:=])", RegexOptions.Multiline)]
    private static partial Regex SetVariable();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+):\?")]
    private static partial Regex RequiredVariable();

    [GeneratedRegex("\"(?<name>[A-Z][A-Z0-9_]{2,}[A-Z0-9])\"")]
    private static partial Regex QuotedName();

    [GeneratedRegex("`(?<name>[A-Z][A-Z0-9_]{2,})`")]
    private static partial Regex DocumentedName();

    [GeneratedRegex(@"^\| `(?<name>[A-Z0-9_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();
}

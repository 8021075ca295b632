using System.Reflection;
using AutoMapper;
using Halext.Application.Bad;
using Halext.Application.Bad.Examples;
using Halext.Application.Planner;
using Halext.Application.Planner.Labels;
using Halext.Application.Planner.Tasks;
using Halext.ArchitectureTests.BadExamples;
using Halext.ArchitectureTests.Rules;
using Halext.Domain.Planner;
using Halext.WebApi.Bad.Elsewhere;
using Mono.Cecil;

namespace Halext.ArchitectureTests;

/// <summary>A rule that cannot fail guards nothing: each finds exactly the culprits among bad and good examples.</summary>
public sealed class RulesCanFail
{
    private static readonly IReadOnlyCollection<Type> Types = typeof(RulesCanFail).Assembly.GetTypes();

    private BadDb _db = null!;

    private static ModuleDefinition Here => CompiledCode.Read(typeof(RulesCanFail).Assembly);

    [OneTimeSetUp]
    public void OpenDatabase() => _db = new BadDb();

    [OneTimeTearDown]
    public void CloseDatabase() => _db.Dispose();

    [Test]
    public void A_domain_that_needs_more_than_dot_net() =>
        Assert.That(Layers.DomainNeedsOnlyDotNet(Product.Application).Violations, Has.Some.EndsWith(" refers to AutoMapper"));

    [Test]
    public void An_application_that_knows_http_and_sql() =>
        Assert.That(
            Layers.ApplicationKnowsNoHttpAndNoSql(Here).Violations.Select(v => v.Split(' ')[^1]),
            Is.SupersetOf(new[] { "Halext.WebApi", "Halext.Infrastructure", "Microsoft.EntityFrameworkCore.Relational", "Npgsql", "Microsoft.AspNetCore.Routing" }));

    [Test]
    public void An_infrastructure_that_knows_the_web() => Finds(Layers.InfrastructureDoesNotKnowTheWeb(Here), "Halext.WebApi");

    [Test]
    public void Endpoints_that_query() => Finds(
        Layers.EndpointsOnlyBindSendAndShape(Here.Types),
        "GreedyEndpoints uses Halext.Infrastructure.Common.Data.HalextDb",
        "GreedyEndpoints uses Microsoft.EntityFrameworkCore.DbSet`1",
        "GreedyEndpoints uses Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions");

    [Test]
    public void MediatR_in_another_place() => Finds(
        Vendors.MediatRIsNamedInOnePlace(Read(typeof(NamesMediatR), typeof(ImplementsMediatR), typeof(OpenBox), typeof(OpenBoxHandler))),
        "NamesMediatR names MediatR.IMediator", "NamesMediatR names MediatR.IRequest`1", "ImplementsMediatR names MediatR.IRequest`1");

    [Test]
    public void Maps_into_the_domain() => Finds(
        Vendors.MapsLeadOut(new MapperConfiguration(c =>
        {
            c.CreateMap<LabelDto, Label>();
            c.CreateMap<Label, LabelDto>();
        })),
        "LabelDto is mapped into the domain's Label");

    [Test]
    public void A_map_without_a_depth() => Finds(
        Vendors.MapsHaveADepth(new MapperConfiguration(c =>
        {
            c.CreateMap<Label, LabelDto>();
            c.CreateMap<TaskItem, TaskDto>().MaxDepth(1);
        })),
        "from Label to LabelDto");

    [Test]
    public void A_map_that_forgets_a_member() => Finds(
        Vendors.MapsAreComplete(new MapperConfiguration(c =>
        {
            c.CreateMap<TaskItem, LabelDto>();
            c.CreateMap<Label, LabelDto>();
        })),
        "from TaskItem to LabelDto");

    [Test]
    public void Requests_that_are_no_sealed_records() => Finds(
        Requests.AreSealedRecords(Types), nameof(PayBill), nameof(OpenBox), nameof(CountAndClear));

    [Test]
    public void Requests_with_no_handler_or_two() => Finds(
        Requests.HaveOneHandler([typeof(OpenBox), typeof(OpenBoxHandler), typeof(OpenBoxAgainHandler), typeof(WriteLetter), typeof(PayBill), typeof(PublicHandler)]),
        "OpenBox has 2 handlers", "WriteLetter has 0 handlers");

    [Test]
    public void Servants_that_can_be_seen() => Finds(
        Requests.HandlersValidatorsAndAuthorizersAreHidden(Types),
        nameof(PublicHandler), nameof(UnsealedAuthorizer), nameof(PublicValidator), "StrayHandler does not stand beside");

    [Test]
    public void Text_and_lists_that_nobody_validates() => Finds(
        Requests.WithTextOrListsHaveAValidator(Types), nameof(WriteLetter), nameof(SortLetters), nameof(PackParcel));

    [Test]
    public void Bulk_changes_that_no_audit_trail_shows() => Finds(Requests.TellWhatTheyChangeInBulkForAdmins(Types), nameof(EmptyBoxesHandler));

    [Test]
    public void Somebody_elses_data_window() => Finds(
        DataWindows.ModulesUseOnlyTheirOwn(Here.Types),
        "LooksThroughAnothersWindow uses Halext.Application.Planner.IPlannerDb", "GoesAroundTheWindow uses Microsoft.EntityFrameworkCore.DbContext");

    [Test]
    public void Data_windows_on_other_modules() => Finds(
        DataWindows.ShowOnlyTheirModule(Read(typeof(IBadDb), typeof(IStrayDb), typeof(IPlannerDb))),
        "IBadDb shows Halext.Domain.Planner.Label", "IStrayDb is not called IBadDb");

    [Test]
    public void Names_that_say_nothing() => Finds(
        Names.TypesSayWhatTheyAre(Here.Types), nameof(TaskHelper), nameof(JobManager), "TextUtils does", "TextUtils/Common");

    [Test]
    public void Requests_with_suffixes() => Finds(
        Names.RequestsAreSentences(Types), nameof(CreateTaskCommand), nameof(ListTasksQuery), nameof(DeleteTaskRequest));

    [Test]
    public void A_route_method_with_a_name_of_its_own() => Finds(
        Names.RouteMethodsAreUseCases(typeof(StrayEndpoints).GetMethods(BindingFlags.Static | BindingFlags.NonPublic), Types), "StrayEndpoints.Write ");

    [Test]
    public void Endpoints_in_another_folder() => Finds(
        Places.EndpointsStandWhereTheirRequestsDo(Here.Types, Types), "Halext.WebApi.Bad.Examples has no endpoints");

    [Test]
    public void Folders_that_do_not_match() => Finds(
        Places.FoldersMatchNamespaces(
        [
            new("src/Halext.Domain/Planner/Label.cs", "namespace Halext.Domain.Planner;\n"),
            new("src/Halext.Domain/Planner/Task.cs", "using System;\nnamespace Halext.Domain.Tasks;\n"),
            new("src/Halext.Domain/Planner/Global.cs", "class Global;\n"),
            new("src/Halext.Infrastructure/Planner/HalextDb.Planner.cs", "namespace Halext.Infrastructure.Planner;\n"),
            new("src/Halext.Infrastructure/Accounts/HalextDb.Accounts.cs", "namespace Halext.Infrastructure.Common.Data;\n"),
        ]),
        "Planner/Task.cs declares Halext.Domain.Tasks", "Global.cs declares no namespace", "HalextDb.Planner.cs");

    [Test]
    public void Users_that_cannot_be_deleted() => Finds(Database.UsersCanBeDeleted(_db), "fk_editor", "fk_note");

    [Test]
    public void Foreign_keys_without_an_index() => Finds(Database.ForeignKeysHaveAnIndex(_db), "fk_editor", "fk_note");

    [Test]
    public void Database_names_in_another_case() => Finds(Database.NamesAreSnakeCase(_db), "editorId", "IX_notes");

    [Test]
    public void Times_without_a_zone() => Finds(Database.TimesAreInstants(_db), "users.born_at is timestamp without time zone");

    [Test]
    public void Text_without_a_maximum() => Finds(Database.TextHasAMaximum(_db), "notes.text");

    [Test]
    public void Changes_without_a_migration() => Finds(Database.MigrationsAreUpToDate(_db), nameof(BadDb));

    [Test]
    public void Suppressions_without_a_reason() => Finds(
        SourceText.SuppressionsHaveAReason(
        [
            new("bare.cs", "\n#pragma warning disable CS0168\n"),
            new("attribute.cs", "[SuppressMessage(\"Naming\", \"CA1711\")]\nclass Queue;\n"),
            new("same.cs", "#pragma warning disable CS0168 // Because.\n"),
            new("before.cs", "// Because.\n[assembly: SuppressMessage(\"Naming\", \"CA1711\")]\n"),
            new("generated.cs", "// <auto-generated />\n#pragma warning disable CS0168\n"),
        ]),
        "bare.cs:2", "attribute.cs:1");

    [Test]
    public void Long_files() => Finds(
        SourceText.FilesAreShort([new("src/long.cs", Lines(401)), new("src/just-right.cs", Lines(400)), new("src/Migrations/any.cs", Lines(401))]),
        "src/long.cs has 401 lines");

    [Test]
    public void Work_left_for_later() => Finds(
        SourceText.NothingIsLeftForLater(
            [new("a.cs", "// TO" + "DO: finish"), new("b.cs", "// FIX" + "ME"), new("c.cs", "// HA" + "CK"), new("d.cs", "BEGIN:VTODO")]),
        "a.cs", "b.cs", "c.cs");

    [Test]
    public void A_long_readme() => Finds(SourceText.ReadmeIsShort([new("README.md", Lines(151))]), "README.md has 151 lines");

    [Test]
    public void A_rule_that_nobody_applies() =>
        Assert.That(
            Coverage.RulesAreCalled(Here.Types, CompiledCode.Read(typeof(Product))).Violations,
            Does.Contain("Layers.DomainNeedsOnlyDotNet is not called by Product"));

    private static IEnumerable<TypeDefinition> Read(params Type[] types) => types.Select(CompiledCode.Read);

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("line\n", count));

    private static void Finds(Verdict verdict, params string[] culprits)
    {
        foreach (var culprit in culprits)
            Assert.That(verdict.Violations, Has.Some.Contains(culprit));
        Assert.That(verdict.Violations, Has.Count.EqualTo(culprits.Length));
    }
}

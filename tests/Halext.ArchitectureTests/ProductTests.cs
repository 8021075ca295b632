using Halext.Application.Common.Mapping;
using Halext.ArchitectureTests.Rules;
using Halext.Infrastructure.Common.Data;

namespace Halext.ArchitectureTests;

/// <summary>Holds Halext to its rules.</summary>
public sealed class ProductTests
{
    private static readonly string[] CodeFolders = ["src", "tests", "tools", "bench"];

    private HalextDb _db = null!;

    [OneTimeSetUp]
    public void OpenDatabase() => _db = Product.OpenDatabase();

    [OneTimeTearDown]
    public void CloseDatabase() => _db.Dispose();

    [Test]
    public void The_domain_needs_only_dot_net() => Holds(Layers.DomainNeedsOnlyDotNet(Product.Domain));

    [Test]
    public void The_application_knows_no_http_and_no_sql() => Holds(Layers.ApplicationKnowsNoHttpAndNoSql(Product.Application));

    [Test]
    public void The_infrastructure_does_not_know_the_web() => Holds(Layers.InfrastructureDoesNotKnowTheWeb(Product.Infrastructure));

    [Test]
    public void Endpoints_only_bind_send_and_shape() => Holds(Layers.EndpointsOnlyBindSendAndShape(Product.WebApi.WrittenTypes()));

    [Test]
    public void MediatR_is_named_in_one_place() => Holds(Vendors.MediatRIsNamedInOnePlace(Product.WrittenTypes));

    [Test]
    public void Maps_lead_out_only() => Holds(Vendors.MapsLeadOut(MapperSetup.Create()));

    [Test]
    public void Maps_have_a_depth() => Holds(Vendors.MapsHaveADepth(MapperSetup.Create()));

    [Test]
    public void Maps_are_complete() => Holds(Vendors.MapsAreComplete(MapperSetup.Create()));

    [Test]
    public void Requests_are_sealed_records() => Holds(Requests.AreSealedRecords(Product.ApplicationTypes));

    [Test]
    public void Requests_have_one_handler() => Holds(Requests.HaveOneHandler(Product.ApplicationTypes));

    [Test]
    public void Handlers_validators_and_authorizers_are_hidden() => Holds(Requests.HandlersValidatorsAndAuthorizersAreHidden(Product.ApplicationTypes));

    [Test]
    public void Requests_with_text_or_lists_have_a_validator() => Holds(Requests.WithTextOrListsHaveAValidator(Product.ApplicationTypes));

    [Test]
    public void Requests_tell_what_they_change_in_bulk_for_admins() => Holds(Requests.TellWhatTheyChangeInBulkForAdmins(Product.ApplicationTypes));

    [Test]
    public void Modules_use_only_their_own_data_window() => Holds(DataWindows.ModulesUseOnlyTheirOwn(Product.Application.WrittenTypes()));

    [Test]
    public void Data_windows_show_only_their_module() => Holds(DataWindows.ShowOnlyTheirModule(Product.Application.WrittenTypes()));

    [Test]
    public void Types_say_what_they_are() => Holds(Names.TypesSayWhatTheyAre(Product.WrittenTypes));

    [Test]
    public void Requests_are_sentences() => Holds(Names.RequestsAreSentences(Product.ApplicationTypes));

    [Test]
    public async Task Route_methods_are_use_cases() => Holds(Names.RouteMethodsAreUseCases(await Product.RouteMethods(), Product.ApplicationTypes));

    [Test]
    public void Endpoints_stand_where_their_requests_do() =>
        Holds(Places.EndpointsStandWhereTheirRequestsDo(Product.WebApi.WrittenTypes(), Product.ApplicationTypes));

    [Test]
    public void Folders_match_namespaces() => Holds(Places.FoldersMatchNamespaces(SourceFile.Below("src")));

    [Test]
    public void Users_can_be_deleted() => Holds(Database.UsersCanBeDeleted(_db));

    [Test]
    public void Foreign_keys_have_an_index() => Holds(Database.ForeignKeysHaveAnIndex(_db));

    [Test]
    public void Database_names_are_snake_case() => Holds(Database.NamesAreSnakeCase(_db));

    [Test]
    public void Times_are_instants() => Holds(Database.TimesAreInstants(_db));

    [Test]
    public void Text_has_a_maximum() => Holds(Database.TextHasAMaximum(_db));

    [Test]
    public void Migrations_are_up_to_date() => Holds(Database.MigrationsAreUpToDate(_db));

    [Test]
    public void Suppressions_have_a_reason() => Holds(SourceText.SuppressionsHaveAReason(SourceFile.Below("src", "tests")));

    [Test]
    public void Files_are_short() => Holds(SourceText.FilesAreShort(SourceFile.Below("src")));

    [Test]
    public void Nothing_is_left_for_later() => Holds(SourceText.NothingIsLeftForLater(SourceFile.Below(CodeFolders)));

    [Test]
    public void The_readme_is_short() =>
        // There may be none.
        Assert.That(SourceText.ReadmeIsShort(SourceFile.AtRoot("README.md")).Violations, Is.Empty);

    [TestCase(typeof(ProductTests))]
    [TestCase(typeof(RulesCanFail))]
    public void Every_rule_is_applied_and_shown_to_fail(Type fixture) =>
        Holds(Coverage.RulesAreCalled(CompiledCode.Read(typeof(ProductTests).Assembly).Types, CompiledCode.Read(fixture)));

    private static void Holds(Verdict verdict)
    {
        Assert.That(verdict.Examined, Is.Positive, "the rule looked at nothing");
        Assert.That(verdict.Violations, Is.Empty);
    }
}

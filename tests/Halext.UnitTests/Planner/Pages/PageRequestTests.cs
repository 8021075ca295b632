using System.Text.Json;
using Halext.Application.Planner.Pages;

namespace Halext.UnitTests.Planner.Pages;

public sealed class PageRequestTests
{
    private static readonly CreatePage Good = new("t", null, null, null);
    private static readonly UpdatePage Nothing = new(default, default, default, default);
    private static readonly SharePage Share = new("bob", null, null, null);

    [TestCase(null, true)]
    [TestCase("private", true)]
    [TestCase("shared", true)]
    [TestCase(" Public ", true)]
    [TestCase("", false)]
    [TestCase("1", false)]
    [TestCase("private,shared", false)]
    public void A_visibility_is_one_of_three_words(string? word, bool isValid) =>
        Assert.That(WrongFields(Good with { Visibility = word }), Is.EqualTo(isValid ? [] : new[] { "Visibility" }));

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("t", true)]
    public void A_title_is_needed(string? title, bool isValid) =>
        Assert.That(WrongFields(Good with { Title = title! }), Is.EqualTo(isValid ? [] : new[] { "Title" }));

    [Test]
    public void Texts_have_a_maximum() =>
        Assert.That(
            WrongFields(Good with { Title = new string('a', 501), Description = new string('a', 20_001) }), Is.EqualTo(new[] { "Title", "Description" }));

    [Test]
    public void An_update_may_mention_nothing_and_clears_only_the_description()
    {
        Assert.That(WrongFields(Nothing), Is.Empty);
        Assert.That(WrongFields(Nothing with { Description = new(null) }), Is.Empty);
        Assert.That(
            WrongFields(new UpdatePage(new(null!), default, new(null), new(null))),
            Is.EqualTo(new[] { "Title.Value", "Visibility.Value", "Layout.Value" }));
    }

    [Test]
    public void Layouts_are_checked_wherever_they_come_in()
    {
        var bad = JsonElement.Parse("7");
        Assert.That(WrongFields(Good with { Layout = bad }), Is.EqualTo(new[] { "Layout" }));
        Assert.That(WrongFields(Nothing with { Layout = new(bad) }), Is.EqualTo(new[] { "Layout.Value" }));
    }

    [Test]
    public void Sharing_names_one_or_several_people()
    {
        Assert.That(WrongFields(Share), Is.Empty);
        Assert.That(WrongFields(Share with { Username = null, Usernames = ["bob", "eve"] }), Is.Empty);
        Assert.That(WrongFields(Share with { Username = null }), Is.EqualTo(new[] { "Username" }));
        Assert.That(WrongFields(Share with { Username = null, Usernames = [] }), Is.EqualTo(new[] { "Username" }));
        Assert.That(WrongFields(Share with { Usernames = ["bob", null!] }), Is.EqualTo(new[] { "Usernames" }));
        Assert.That(WrongFields(Share with { Usernames = [.. Enumerable.Range(0, 100).Select(i => $"u{i}")] }), Is.EqualTo(new[] { "Usernames" }));
    }

    [TestCase(null, true)]
    [TestCase("edit", true)]
    [TestCase("view", true)]
    [TestCase("own", false)]
    public void A_permission_is_one_of_two_words(string? word, bool isValid) =>
        Assert.That(WrongFields(Share with { Permission = word }), Is.EqualTo(isValid ? [] : new[] { "Permission" }));

    private static string[] WrongFields(CreatePage request) => new CreatePageValidator().WrongFields(request);

    private static string[] WrongFields(UpdatePage request) => new UpdatePageValidator().WrongFields(request);

    private static string[] WrongFields(SharePage request) => new SharePageValidator().WrongFields(request);
}

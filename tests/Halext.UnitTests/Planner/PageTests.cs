using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner;

public sealed class PageTests
{
    private const int Owner = 1;
    private const int Editor = 2;
    private const int Reader = 3;
    private static readonly DateTimeOffset Now = FixedClock.Start;
    private static readonly DateTimeOffset Later = Now.AddHours(1);
    private static readonly PageState State = new("t", "d", PageVisibility.Private, "[]");

    [Test]
    public void A_change_keeps_what_was_before()
    {
        var page = Page.Create(Owner, State, Now);
        Assert.That(page.Change(State with { Title = "u" }, Owner, Later).Failed, Is.False);

        var version = page.Versions.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((page.Title, page.Version, page.AuthorId, page.UpdatedAt), Is.EqualTo(("u", 2, Owner, Later)));
            Assert.That((version.Title, version.Number, version.AuthorId, version.CreatedAt), Is.EqualTo(("t", 1, Owner, Now)));
            Assert.That(page.CreatedAt, Is.EqualTo(Now));
        }
    }

    [Test]
    public void What_changes_nothing_leaves_no_trace()
    {
        var page = Page.Create(Owner, State, Now);
        page.Change(State with { }, Owner, Later);
        Assert.That((page.Version, page.UpdatedAt, page.Versions.Count), Is.EqualTo((1, Now, 0)));
    }

    [Test]
    public void The_last_20_versions_are_kept()
    {
        var page = Page.Create(Owner, State, Now);
        for (var i = 0; i < 25; i++)
            page.Change(State with { Title = $"{i}" }, Owner, Later);
        Assert.That(page.Versions.Select(v => v.Number), Is.EqualTo(Enumerable.Range(6, 20)));
    }

    [Test]
    public void A_page_has_a_token_only_while_it_is_public_and_never_the_same_twice()
    {
        var page = Page.Create(Owner, State with { Visibility = PageVisibility.Public }, Now);
        var first = page.PublicToken;
        page.Change(page.State with { Title = "u" }, Owner, Later);
        Assert.That(first, Is.Not.Null.And.EqualTo(page.PublicToken));

        page.Change(page.State with { Visibility = PageVisibility.Shared }, Owner, Later);
        Assert.That(page.PublicToken, Is.Null);
        page.Change(page.State with { Visibility = PageVisibility.Public }, Owner, Later);
        Assert.That(page.PublicToken, Is.Not.Null.And.Not.EqualTo(first));
    }

    [Test]
    public void Sharing_makes_a_private_page_a_shared_one_and_no_public_one_less_public()
    {
        var page = Page.Create(Owner, State, Now);
        page.Share([Reader], canEdit: false, Later);
        Assert.That((page.Visibility, page.Version), Is.EqualTo((PageVisibility.Shared, 2)));

        page.Change(page.State with { Visibility = PageVisibility.Public }, Owner, Later);
        page.Share([Editor], canEdit: true, Later);
        Assert.That((page.Visibility, page.Version), Is.EqualTo((PageVisibility.Public, 3)));
    }

    [Test]
    public void Sharing_again_says_anew_what_people_may_do()
    {
        var page = Page.Create(Owner, State, Now);
        page.Share([Editor, Reader], canEdit: true, Later);
        page.Share([Reader], canEdit: false, Later);
        Assert.That(page.Shares.Select(s => (s.UserId, s.CanEdit)), Is.EqualTo(new[] { (Editor, true), (Reader, false) }));
    }

    [TestCase(100, false)]
    [TestCase(101, true)]
    public void A_page_is_shared_with_at_most_100_people(int count, bool fails) =>
        Assert.That(Page.Create(Owner, State, Now).Share(Enumerable.Range(2, count), canEdit: false, Later).Failed, Is.EqualTo(fails));

    [TestCase(PageVisibility.Private, Owner, true)]
    [TestCase(PageVisibility.Private, Editor, false)]
    [TestCase(PageVisibility.Shared, Editor, true)]
    [TestCase(PageVisibility.Shared, Reader, false)]
    [TestCase(PageVisibility.Public, Editor, true)]
    [TestCase(PageVisibility.Public, Reader, false)]
    [TestCase(PageVisibility.Public, 4, false)]
    public void Who_may_edit(PageVisibility visibility, int userId, bool may)
    {
        var page = Page.Create(Owner, State, Now);
        page.Share([Editor], canEdit: true, Now);
        page.Share([Reader], canEdit: false, Now);
        page.Change(page.State with { Visibility = visibility }, Owner, Now);
        Assert.That(page.MayEdit(userId), Is.EqualTo(may));
    }

    [Test]
    public void Who_may_read_is_the_owners_choice_alone()
    {
        var page = Page.Create(Owner, State, Now);
        page.Share([Editor], canEdit: true, Now);
        Assert.That(page.Change(page.State with { Title = "u", Visibility = PageVisibility.Public }, Editor, Later).Error, Is.EqualTo(PageErrors.OwnerOnly));
        Assert.That((page.Title, page.Visibility), Is.EqualTo(("t", PageVisibility.Shared)), "what is refused changes nothing");
        Assert.That(page.Change(page.State with { Title = "u" }, Editor, Later).Failed, Is.False);
        Assert.That(page.AuthorId, Is.EqualTo(Editor));
    }
}

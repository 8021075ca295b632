using FsCheck.Fluent;
using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner;

public sealed class RecurrenceRuleTests
{
    [TestCase("FREQ=DAILY", "FREQ=DAILY")]
    [TestCase("rrule:freq=weekly;byday=we,mo,we", "FREQ=WEEKLY;BYDAY=MO,WE")]
    [TestCase(" FREQ=MONTHLY ; BYDAY = -1FR , 2MO ; ", "FREQ=MONTHLY;BYDAY=-1FR,2MO")]
    [TestCase("INTERVAL=1;FREQ=YEARLY;BYMONTH=12,3;WKST=MO", "FREQ=YEARLY;BYMONTH=3,12")]
    [TestCase("FREQ=YEARLY;BYWEEKNO=-1,20;WKST=SU", "FREQ=YEARLY;BYWEEKNO=-1,20;WKST=SU")]
    [TestCase("FREQ=SECONDLY;BYSECOND=60,5", "FREQ=SECONDLY;BYSECOND=5,59")]
    [TestCase("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231")]
    [TestCase("FREQ=DAILY;UNTIL=20261231T225959", "FREQ=DAILY;UNTIL=20261231T225959")]
    [TestCase("FREQ=DAILY;UNTIL=20261231T225959z", "FREQ=DAILY;UNTIL=20261231T225959Z")]
    [TestCase("FREQ=DAILY;COUNT=10000", "FREQ=DAILY;COUNT=10000")]
    [TestCase("FREQ=HOURLY;BYHOUR=9,17;BYMINUTE=0,30;BYSETPOS=-1,1", "FREQ=HOURLY;BYMINUTE=0,30;BYHOUR=9,17;BYSETPOS=-1,1")]
    public void Rules_have_one_canonical_form(string text, string canonical)
    {
        Assert.That(RecurrenceRule.TryParse(text, out var rule, out var problem), Is.True, problem);
        Assert.That(rule!.ToString(), Is.EqualTo(canonical));
        Assert.That(RecurrenceRule.TryParse(canonical, out var again, out _), Is.True);
        Assert.That(again!.ToString(), Is.EqualTo(canonical));
    }

    [TestCase("", "FREQ")]
    [TestCase("COUNT=3", "FREQ")]
    [TestCase("FREQ=OFTEN", "OFTEN")]
    [TestCase("FREQ=DAILY;FREQ=DAILY", "twice")]
    [TestCase("FREQ=DAILY;COLOUR=RED", "COLOUR")]
    [TestCase("FREQ=DAILY;COUNT", "COUNT")]
    [TestCase("FREQ=DAILY;COUNT=0", "COUNT")]
    [TestCase("FREQ=DAILY;COUNT=10001", "COUNT")]
    [TestCase("FREQ=DAILY;COUNT=3;UNTIL=20270101", "COUNT and UNTIL")]
    [TestCase("FREQ=DAILY;UNTIL=tomorrow", "UNTIL")]
    [TestCase("FREQ=DAILY;UNTIL=20270230", "UNTIL")]
    [TestCase("FREQ=DAILY;INTERVAL=0", "INTERVAL")]
    [TestCase("FREQ=DAILY;INTERVAL=-1", "INTERVAL")]
    [TestCase("FREQ=DAILY;INTERVAL=99999999999", "INTERVAL")]
    [TestCase("FREQ=DAILY;BYHOUR=24", "BYHOUR")]
    [TestCase("FREQ=DAILY;BYMINUTE=60", "BYMINUTE")]
    [TestCase("FREQ=DAILY;BYSECOND=61", "BYSECOND")]
    [TestCase("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY")]
    [TestCase("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY")]
    [TestCase("FREQ=YEARLY;BYMONTH=13", "BYMONTH")]
    [TestCase("FREQ=YEARLY;BYYEARDAY=-367", "BYYEARDAY")]
    [TestCase("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO")]
    [TestCase("FREQ=MONTHLY;BYDAY=XX", "XX")]
    [TestCase("FREQ=MONTHLY;BYDAY=0MO", "BYDAY")]
    [TestCase("FREQ=MONTHLY;BYDAY=", "BYDAY")]
    [TestCase("FREQ=WEEKLY;WKST=1", "day of the week")]
    [TestCase("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY")]
    [TestCase("FREQ=WEEKLY;BYDAY=1MO", "MONTHLY or YEARLY")]
    [TestCase("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY")]
    [TestCase("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO")]
    [TestCase("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "BYWEEKNO")]
    [TestCase("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS")]
    public void What_the_rfc_forbids_is_refused_with_a_reason(string text, string reason)
    {
        Assert.That(RecurrenceRule.TryParse(text, out _, out var problem), Is.False);
        Assert.That(problem, Does.Contain(reason));
    }

    [Test]
    public void A_rule_is_no_longer_than_it_is_stored() =>
        Assert.That(RecurrenceRule.TryParse("FREQ=DAILY;BYHOUR=" + string.Join(',', Enumerable.Repeat("1", 300)), out _, out _), Is.False);

    [Test]
    public void Any_text_is_a_rule_or_refused() => Prop.ForAll(Properties.Texts("FREQ=DAILYBYCOUNTUNTIL;,-0123456789MOTUWE"), text =>
        RecurrenceRule.TryParse(text, out var rule, out var problem) ? rule!.ToString().Length > 0 : problem!.Length > 0).Holds();

    [Test]
    public void The_end_and_the_step_change_without_the_rest()
    {
        var rule = Rule("FREQ=MONTHLY;COUNT=9;INTERVAL=2;BYDAY=1MO;BYHOUR=9;WKST=SU");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rule.Times(3).ToString(), Is.EqualTo("FREQ=MONTHLY;COUNT=3;INTERVAL=2;BYHOUR=9;BYDAY=1MO;WKST=SU"));
            Assert.That(rule.Stepping(5).ToString(), Is.EqualTo("FREQ=MONTHLY;COUNT=9;INTERVAL=5;BYHOUR=9;BYDAY=1MO;WKST=SU"));
            Assert.That(rule.EndingAt(null).ToString(), Is.EqualTo("FREQ=MONTHLY;INTERVAL=2;BYHOUR=9;BYDAY=1MO;WKST=SU"));
            Assert.That(
                rule.EndingAt(new RecurrenceUntil(new DateTime(2027, 1, 2), RecurrenceUntilKind.Date)).ToString(),
                Is.EqualTo("FREQ=MONTHLY;UNTIL=20270102;INTERVAL=2;BYHOUR=9;BYDAY=1MO;WKST=SU"));
        }
    }

    private static RecurrenceRule Rule(string text) =>
        RecurrenceRule.TryParse(text, out var rule, out var problem) ? rule : throw new AssertionException(problem);
}

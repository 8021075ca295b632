using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner;

public sealed class TaskItemTests
{
    private static readonly DateTimeOffset Now = FixedClock.Start;

    [Test]
    public void Completing_twice_keeps_the_first_instant()
    {
        var task = Create();
        Assert.That(task.Completed, Is.False);
        task.Complete(Now);
        task.Complete(Now.AddHours(1));
        Assert.That(task.Completed, Is.True);
        Assert.That(task.CompletedAt, Is.EqualTo(Now));
    }

    [Test]
    public void A_reopened_task_can_be_completed_again()
    {
        var task = Create();
        task.Complete(Now);
        task.Reopen();
        Assert.That(task.Completed, Is.False);
        task.Complete(Now.AddHours(1));
        Assert.That(task.CompletedAt, Is.EqualTo(Now.AddHours(1)));
    }

    [Test]
    public void Replaced_labels_are_the_whole_set_and_those_that_stay_keep_their_place()
    {
        var (a, b, c) = (Label.Create(1, "a"), Label.Create(1, "b"), Label.Create(1, "c"));
        var task = Create(a, b);

        task.ReplaceLabels([c, b]);
        Assert.That(task.Labels, Is.EqualTo(new[] { b, c }));
        task.ReplaceLabels([c, b]);
        Assert.That(task.Labels, Is.EqualTo(new[] { b, c }));
        task.ReplaceLabels([]);
        Assert.That(task.Labels, Is.Empty);
    }

    [Test]
    public void A_task_can_be_replaced_by_its_own_labels()
    {
        var task = Create(Label.Create(1, "a"), Label.Create(1, "b"));
        task.ReplaceLabels(task.Labels);
        Assert.That(task.Labels.Select(l => l.Name), Is.EqualTo(new[] { "a", "b" }));
    }

    private static TaskItem Create(params Label[] labels) => TaskItem.Create(1, "t", null, null, labels, Now);
}

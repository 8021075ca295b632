using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Moq;

namespace Halext.UnitTests.Common.Messaging;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConflictBehaviourTests
{
    private readonly Mock<IUnitOfWork> _unitOfWork = new();

    [SetUp]
    public void KnowALostRace() => _unitOfWork.Setup(u => u.IsLostRace(It.IsAny<LostRaceException>())).Returns(true);

    [Test]
    public async Task What_succeeds_runs_once()
    {
        var next = new Next<int>(_ => 7);
        Assert.That((await Handle(next)).Value, Is.EqualTo(7));
        Assert.That(next.Calls, Is.EqualTo(1));
        _unitOfWork.Verify(u => u.Reset(), Times.Never);
    }

    [Test]
    public async Task A_lost_race_for_a_unique_name_starts_over_from_nothing()
    {
        var resetsSeen = new List<int>();
        var next = new Next<int>(call =>
        {
            resetsSeen.Add(_unitOfWork.Invocations.Count(i => i.Method.Name == nameof(IUnitOfWork.Reset)));
            return call < 5 ? throw new LostRaceException() : 7;
        });
        Assert.That((await Handle(next)).Value, Is.EqualTo(7));
        Assert.That(resetsSeen, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }), "each attempt begins with an empty session");
    }

    [Test]
    public async Task After_five_lost_races_the_caller_is_told()
    {
        var next = new Next<int>(_ => throw new LostRaceException());
        var result = await Handle(next);
        Assert.That(next.Calls, Is.EqualTo(5));
        Assert.That(result.Error!.Code, Is.EqualTo("CONFLICT"));
        Assert.That(result.Error.Kind, Is.EqualTo(ErrorKind.Conflict));
    }

    [Test]
    public async Task A_row_that_changed_since_it_was_read_is_a_conflict_at_once()
    {
        var next = new Next<int>(_ => throw new DbUpdateConcurrencyException());
        var result = await Handle(next);
        Assert.That(next.Calls, Is.EqualTo(1));
        Assert.That(result.Error!.Code, Is.EqualTo("CONFLICT"));
    }

    [Test]
    public async Task A_refusal_is_no_race()
    {
        var next = new Next<int>(_ => Error.Forbidden("No."));
        Assert.That((await Handle(next)).Error!.Code, Is.EqualTo("FORBIDDEN"));
        Assert.That(next.Calls, Is.EqualTo(1));
    }

    [Test]
    public void A_bug_stays_an_exception()
    {
        var next = new Next<int>(_ => throw new InvalidOperationException("bug"));
        Assert.ThrowsAsync<InvalidOperationException>(() => Handle(next));
        Assert.That(next.Calls, Is.EqualTo(1));
    }

    [Test]
    public void Inside_a_transaction_the_outer_use_case_decides()
    {
        _unitOfWork.Setup(u => u.InTransaction).Returns(true);
        Assert.ThrowsAsync<LostRaceException>(() => Handle(new Next<int>(_ => throw new LostRaceException())));
        Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => Handle(new Next<int>(_ => throw new DbUpdateConcurrencyException())));
        _unitOfWork.Verify(u => u.Reset(), Times.Never);
    }

    private Task<Result<int>> Handle(Next<int> next) =>
        new ConflictBehaviour<Change, Result<int>>(_unitOfWork.Object).Handle(new Change(), default, next.Handle);

    private sealed class LostRaceException : Exception;
}

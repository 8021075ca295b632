using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.UnitTests.Common.Messaging;

public sealed class ValidationBehaviourTests
{
    [Test]
    public async Task A_valid_request_goes_on()
    {
        var (result, calls) = await Send(new Change { Title = "t" }, new ChangeValidator());
        Assert.That(result.Value, Is.EqualTo(1));
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_request_without_rules_goes_on()
    {
        var (_, calls) = await Send(new Change());
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task An_invalid_request_stops_and_every_wrong_field_is_named_as_the_client_knows_it()
    {
        var (result, calls) = await Send(new Change { Title = "", Note = "too long" }, new ChangeValidator());
        Assert.That(calls, Is.Zero);
        var error = result.Error!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(error.Code, Is.EqualTo("VALIDATION_ERROR"));
            Assert.That(error.Kind, Is.EqualTo(ErrorKind.Invalid));
            Assert.That(error.Fields!.Keys, Is.EquivalentTo(new[] { "Title", "Note" }));
            Assert.That(error.Fields["Title"], Is.EqualTo(new[] { "Say a title.", "Say more." }));
            Assert.That(error.Fields["Note"], Is.EqualTo(new[] { "Say less." }));
            Assert.That(error.Message, Is.EqualTo("Say a title. Say more. Say less."));
        }
    }

    [Test]
    public async Task A_text_that_two_rules_share_is_said_once()
    {
        var (result, _) = await Send(new Change { Title = "no" }, new RepetitiveValidator());
        Assert.That(result.Error!.Fields!["Title"], Is.EqualTo(new[] { "Wrong." }));
    }

    [Test]
    public async Task The_message_stays_short_however_much_is_wrong()
    {
        var (result, _) = await Send(new Change { Title = "no" }, new TalkativeValidator());
        Assert.That(result.Error!.Message, Is.EqualTo("0. 1. 2. 3. 4."));
        Assert.That(result.Error.Fields!["Title"], Has.Length.EqualTo(9));
    }

    private static async Task<(Result<int> Result, int Calls)> Send(Change request, params IValidator<Change>[] validators)
    {
        var next = new Next<int>(_ => 1);
        var result = await new ValidationBehaviour<Change, Result<int>>(validators).Handle(request, default, next.Handle);
        return (result, next.Calls);
    }

    private sealed class ChangeValidator : AbstractValidator<Change>
    {
        public ChangeValidator()
        {
            RuleFor(x => x.Title).NotEmpty().WithMessage("Say a title.").MinimumLength(1).WithMessage("Say more.");
            When(x => x.Note.IsSet, () => RuleFor(x => x.Note.Value).MaximumLength(3).WithMessage("Say less."));
        }
    }

    private sealed class RepetitiveValidator : AbstractValidator<Change>
    {
        public RepetitiveValidator() =>
            RuleFor(x => x.Title).Must(_ => false).WithMessage("Wrong.").Must(_ => false).WithMessage("Wrong.");
    }

    private sealed class TalkativeValidator : AbstractValidator<Change>
    {
        public TalkativeValidator()
        {
            for (var i = 0; i < 9; i++)
                RuleFor(x => x.Title).Must(_ => false).WithMessage($"{i}.");
        }
    }
}

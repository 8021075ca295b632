using Halext.Application.Common.Messaging;

namespace Halext.Application.Common.Events;

internal static class ReactionSending
{
    /// <summary>Sends a use case that follows from an event and that nothing ordinary can refuse: a refusal is a fault, and it comes again.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public static async Task Follow(this ISender sender, ICommand command, CancellationToken ct)
    {
        var done = await sender.Send(command, ct);
        if (done.Failed)
            throw new InvalidOperationException($"{command.GetType().Name} was refused: {done.Error.Message}");
    }
}

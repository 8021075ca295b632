using Halext.Domain.Common;
using MediatR;

namespace Halext.Application.Common.Messaging;

/// <summary>Something that people can do, as a message. Its name is an imperative sentence.</summary>
public interface IUseCase<T> : IRequest<Result<T>>;

/// <summary>A use case that changes something. An API key needs the scope <c>write</c> for it.</summary>
public interface ICommand<T> : IUseCase<T>;

/// <summary>A command that has nothing to answer but success.</summary>
public interface ICommand : ICommand<Done>;

/// <summary>A use case that only reads. An API key needs the scope <c>read</c> for it.</summary>
public interface IQuery<T> : IUseCase<T>;

/// <summary>Carries out a command: load, let the entities decide, save once, map.</summary>
public interface ICommandHandler<in TCommand, T> : IRequestHandler<TCommand, Result<T>>
    where TCommand : ICommand<T>;

/// <summary>Carries out a command without content in its answer.</summary>
public interface ICommandHandler<in TCommand> : ICommandHandler<TCommand, Done>
    where TCommand : ICommand<Done>;

/// <summary>Answers a query with a projection made by the database.</summary>
public interface IQueryHandler<in TQuery, T> : IRequestHandler<TQuery, Result<T>>
    where TQuery : IQuery<T>;

/// <summary>Where every door (HTTP, sockets, jobs, the command line) hands in its use cases.</summary>
public interface ISender
{
    /// <summary>Sends the use case through trace, authorization and validation to its handler.</summary>
    Task<Result<T>> Send<T>(IUseCase<T> useCase, CancellationToken ct);
}

internal sealed class Sender(IMediator mediator) : ISender
{
    public Task<Result<T>> Send<T>(IUseCase<T> useCase, CancellationToken ct) => mediator.Send(useCase, ct);
}

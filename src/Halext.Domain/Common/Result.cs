using System.Diagnostics.CodeAnalysis;

namespace Halext.Domain.Common;

/// <summary>A type that can stand for a failure, so that generic code can refuse without throwing.</summary>
public interface IFailable<TSelf>
    where TSelf : IFailable<TSelf>
{
    /// <summary>The failure, or null on success.</summary>
    Error? Error { get; }

    /// <summary>Makes a failed <typeparamref name="TSelf"/>.</summary>
    static abstract TSelf Fail(Error error);
}

/// <summary>A value, or the <see cref="Common.Error"/> that explains why there is none. The default instance is neither and throws when read.</summary>
public readonly struct Result<T> : IFailable<Result<T>>
{
    private readonly T? _value;
    private readonly bool _succeeded;

    private Result(T value)
    {
        _value = value;
        _succeeded = true;
    }

    private Result(Error error) => Error = error;

    public Error? Error { get; }

    [MemberNotNullWhen(true, nameof(Error))]
    public bool Failed => Error is not null;

    /// <exception cref="InvalidOperationException">The result is a failure.</exception>
    public T Value => _succeeded ? _value! : throw new InvalidOperationException(Error?.Message ?? "An uninitialized result has no value.");

    public static Result<T> Fail(Error error) => new(error);

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Error error) => new(error);
}

/// <summary>The value of a use case that has nothing to say but that it is done.</summary>
public readonly record struct Done
{
    /// <summary>A successful result without content.</summary>
    public static Result<Done> Result => default(Done);
}

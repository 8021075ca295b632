namespace Halext.Domain.Common;

/// <summary>A field of a partial update: absent (leave it alone) or set, possibly to null (clear it).</summary>
public readonly record struct Optional<T>
{
    private readonly T _value;

    public Optional(T value)
    {
        _value = value;
        IsSet = true;
    }

    /// <summary>False when the request does not mention the field.</summary>
    public bool IsSet { get; }

    /// <summary>What the field was set to; the type's default when it was not mentioned.</summary>
    public T Value => _value;

    public static implicit operator Optional<T>(T value) => new(value);
}

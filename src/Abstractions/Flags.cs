namespace Astra;

/// <summary>What a flag means for the use of a result.</summary>
[Flags]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Informational = 0,

    /// <summary>Sets <c>flag_warn</c>: use with care.</summary>
    Warn = 1,

    /// <summary>Sets <c>flag_bad</c>: do not use.</summary>
    Bad = 2,
}

/// <summary>Describes one bit of a flag enumeration.</summary>
/// <param name="description">What it says about the result, complete with its threshold.</param>
/// <param name="severity">What follows for the user.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FlagAttribute(string description, Severity severity) : Attribute
{
    /// <summary>What it says about the result.</summary>
    public string Description { get; } = description;

    /// <summary>What follows for the user.</summary>
    public Severity Severity { get; } = severity;
}

/// <summary>Makes a result bad when all of several bits are set together, besides the bits that are bad on their own.</summary>
/// <param name="allOf">The bits: a value of the flag enumeration that this stands on.</param>
[AttributeUsage(AttributeTargets.Enum, AllowMultiple = true)]
public sealed class BadWhenAttribute(object allOf) : Attribute
{
    /// <summary>The bits that make a result bad when all are set.</summary>
    public object AllOf { get; } = allOf;
}

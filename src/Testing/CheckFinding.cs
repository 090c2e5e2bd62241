namespace Astra.Testing;

/// <summary>How much a finding matters.</summary>
public enum CheckSeverity
{
    /// <summary>The pipeline works, and could do better.</summary>
    Advice,

    /// <summary>The pipeline breaks the contract, or a check could not be made.</summary>
    Wrong,
}

/// <summary>Something that a check found.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Check">Which check found it, such as <c>batch</c>.</param>
/// <param name="Where">The pipeline, column, flag, input or spectrum.</param>
/// <param name="What">What is wrong; a sentence.</param>
/// <param name="Advice">What to do about it; a sentence.</param>
public sealed record CheckFinding(CheckSeverity Severity, string Check, string Where, string What, string Advice)
{
    /// <summary>The finding in a line.</summary>
    public override string ToString() => $"{Check}, {Where}: {What} {Advice}";
}

/// <summary>A pipeline does not do what the contract says; the message says what is wrong and what to do.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="innerException">The cause.</param>
public sealed class PipelineCheckException(string message, Exception? innerException = null) : Exception(message, innerException);

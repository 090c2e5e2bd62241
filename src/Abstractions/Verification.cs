namespace Astra;

/// <summary>
/// Checks that a model gives on this machine what it gave where it comes from, for <c>astra model verify</c>. A plugin may have one for each of its
/// pipelines; the class has a public constructor without parameters.
/// </summary>
public interface IModelVerifier
{
    /// <summary>The pipeline whose models it checks.</summary>
    string Pipeline { get; }

    /// <summary>Runs the inputs that are stored with a model and compares the answers with the stored ones.</summary>
    /// <param name="model">The model.</param>
    /// <returns>What was compared.</returns>
    /// <exception cref="ConfigurationException">The model cannot be used, or has no stored inputs.</exception>
    VerificationReport Verify(Model model);
}

/// <summary>How a model's answers compare with the stored ones.</summary>
/// <param name="Origin">Where the stored answers come from, such as <c>PyTorch 1.13</c>.</param>
/// <param name="Checks">One for each input and quantity.</param>
public sealed record VerificationReport(string Origin, IReadOnlyList<VerificationCheck> Checks)
{
    /// <summary>Whether all answers are within their tolerance.</summary>
    public bool Passed => Checks.Count > 0 && Checks.All(check => check.Passed);
}

/// <summary>A comparison.</summary>
/// <param name="Input">The stored input, such as <c>spectrum 1</c>.</param>
/// <param name="Quantity">What was compared, with its unit, such as <c>logg (dex)</c>.</param>
/// <param name="Expected">The stored answer.</param>
/// <param name="Found">The answer here.</param>
/// <param name="Tolerance">The largest difference that is accepted, in the same unit.</param>
public sealed record VerificationCheck(string Input, string Quantity, double Expected, double Found, double Tolerance)
{
    /// <summary>Whether the answer is within the tolerance; never for one that is not a number.</summary>
    public bool Passed => Math.Abs(Found - Expected) <= Tolerance;
}

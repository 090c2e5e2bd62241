using Astra.Testing;

namespace Astra.Fits.Tests;

/// <summary>The independent programs that tests compare with: astropy and fitsverify, where the machine has them.</summary>
static class Judge
{
    const string Fitsverify = "/usr/bin/fitsverify";

    /// <summary>Why tests against fitsverify are skipped, or null where it is there.</summary>
    public static string? FitsverifyIsMissing { get; } = File.Exists(Fitsverify) ? null : $"needs {Fitsverify} (Debian: fitsverify)";

    /// <summary>Why tests against astropy are skipped, or null where it is there.</summary>
    public static string? AstropyIsMissing { get; } = Python.WhyMissing("astropy.io.fits, numpy", "python3-astropy");

    /// <summary>Runs one of the scripts of the folder judge, and gives the lines of its output.</summary>
    public static string[] Ask(string script, params string[] arguments) => Python.AskJudge(script, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What fitsverify says about a file, in one line.</summary>
    public static string Verify(string path) => OtherProgram.Run(Fitsverify, "-q", path).Output;
}

/// <summary>A test that needs astropy; skipped with a reason where it is absent.</summary>
sealed class AstropyFactAttribute : FactAttribute
{
    public AstropyFactAttribute() => Skip = Judge.AstropyIsMissing;
}

/// <summary>A test that needs astropy and the reference data; skipped with a reason where one is absent.</summary>
sealed class AstropySharedDataFactAttribute : FactAttribute
{
    public AstropySharedDataFactAttribute() => Skip = new SharedDataFactAttribute().Skip ?? Judge.AstropyIsMissing;
}

/// <summary>A test that needs fitsverify; skipped with a reason where it is absent.</summary>
sealed class FitsverifyFactAttribute : FactAttribute
{
    public FitsverifyFactAttribute() => Skip = Judge.FitsverifyIsMissing;
}

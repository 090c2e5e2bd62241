using Astra.Testing;

namespace Astra.Simulation.Tests;

/// <summary>A test that needs fitsverify and astropy; skipped with a reason where either is absent.</summary>
sealed class FitsJudgesFactAttribute : FactAttribute
{
    public const string Fitsverify = "/usr/bin/fitsverify";

    public FitsJudgesFactAttribute() => Skip = File.Exists(Fitsverify)
        ? Python.WhyMissing("numpy, astropy.io.fits", "python3-astropy")
        : $"needs {Fitsverify} (Debian: fitsverify)";
}

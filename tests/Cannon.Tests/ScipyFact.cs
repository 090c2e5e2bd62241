using Astra.Testing;

namespace Astra.Cannon.Tests;

/// <summary>A test that compares with scipy; skipped with a reason where there is none.</summary>
sealed class ScipyFactAttribute : FactAttribute
{
    public ScipyFactAttribute() => Skip = Python.WhyMissing("numpy, scipy.optimize", "python3-scipy");
}

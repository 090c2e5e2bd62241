using Astra.Testing;

namespace Astra.DistMass.Tests.Isochrones;

/// <summary>A test that compares with numpy; skipped with a reason where there is none.</summary>
sealed class NumpyFactAttribute : FactAttribute
{
    public NumpyFactAttribute() => Skip = Python.WhyMissing("numpy", "python3-numpy");
}

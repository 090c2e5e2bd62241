using Astra.Testing;

namespace Astra.Simulation.Tests;

/// <summary>A test that needs the reference data and numpy with astropy; skipped with a reason where either is absent.</summary>
sealed class AstropyFactAttribute : FactAttribute
{
    public AstropyFactAttribute() => Skip = new SharedDataFactAttribute().Skip ?? Python.WhyMissing("numpy, astropy.io.fits", "python3-astropy");
}

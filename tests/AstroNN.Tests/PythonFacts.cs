using Astra.Testing;

namespace Astra.AstroNN.Tests;

/// <summary>A test that needs PyTorch; skipped with a reason where it is absent.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Python.WhyMissing("numpy, torch", "python3-torch");
}

/// <summary>A test that needs the reference data, numpy and astropy; skipped with a reason where one is absent.</summary>
sealed class SharedDataAndAstropyFactAttribute : FactAttribute
{
    public SharedDataAndAstropyFactAttribute() => Skip =
        new SharedDataFactAttribute().Skip ?? Python.WhyMissing("numpy, astropy.io.fits", "python3-astropy");
}

/// <summary>A test that needs the reference data, PyTorch and astropy; skipped with a reason where one is absent.</summary>
sealed class SharedDataAndTorchFactAttribute : FactAttribute
{
    public SharedDataAndTorchFactAttribute() => Skip = new SharedDataAndAstropyFactAttribute().Skip ?? new TorchFactAttribute().Skip;
}

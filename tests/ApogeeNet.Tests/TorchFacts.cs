using Astra.Testing;

namespace Astra.ApogeeNet.Tests;

/// <summary>A test that needs PyTorch; skipped with a reason where it is absent.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = WhyMissing;

    public static string? WhyMissing => Python.WhyMissing("numpy, torch", "python3-torch");
}

/// <summary>A test that needs the reference data, PyTorch and astropy; skipped with a reason where one is absent.</summary>
sealed class SharedDataAndTorchFactAttribute : FactAttribute
{
    public SharedDataAndTorchFactAttribute() => Skip =
        new SharedDataFactAttribute().Skip ?? TorchFactAttribute.WhyMissing ?? Python.WhyMissing("numpy, astropy.io.fits", "python3-astropy");
}

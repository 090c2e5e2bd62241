using Astra.Testing;

namespace Astra.LatentAge.Tests;

/// <summary>A test that compares with astropy; skipped with a reason where there is none.</summary>
sealed class AstropyFactAttribute : FactAttribute
{
    public AstropyFactAttribute() => Skip = Python.WhyMissing("numpy, scipy.ndimage, astropy.timeseries", "python3-astropy and python3-scipy");
}

/// <summary>A test that compares with scikit-learn; skipped with a reason where there is none.</summary>
sealed class ScikitLearnFactAttribute : FactAttribute
{
    public ScikitLearnFactAttribute() => Skip = Python.WhyMissing("numpy, sklearn.ensemble", "python3-sklearn");
}

/// <summary>A test that compares with PyTorch; skipped with a reason where there is none.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Python.WhyMissing("numpy, torch", "python3-torch");
}

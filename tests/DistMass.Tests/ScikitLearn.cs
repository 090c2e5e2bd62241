using Astra.Testing;

namespace Astra.DistMass.Tests;

/// <summary>A test that needs scikit-learn and the reference data; skipped with a reason where one is absent.</summary>
sealed class ScikitLearnFactAttribute : FactAttribute
{
    public ScikitLearnFactAttribute() => Skip = Python.WhyMissing("numpy, sklearn", "python3-sklearn")
        ?? (SharedData.Folder is null ? "needs the reference data: set ASTRA_SHARED_DATA, or put them in ../shared/data" : null);
}

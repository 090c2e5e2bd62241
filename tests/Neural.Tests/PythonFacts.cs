using Astra.Testing;

namespace Astra.Neural.Tests;

/// <summary>A test that needs numpy; skipped with a reason where it is absent.</summary>
sealed class NumpyFactAttribute : FactAttribute
{
    public NumpyFactAttribute() => Skip = Python.WhyMissing("numpy", "python3-numpy");
}

/// <summary>A test that needs PyTorch; skipped with a reason where it is absent.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Python.WhyMissing("numpy, torch", "python3-torch");
}

/// <summary>As <see cref="TorchFactAttribute"/>, for theories.</summary>
sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = Python.WhyMissing("numpy, torch", "python3-torch");
}

/// <summary>A test that needs scipy; skipped with a reason where it is absent.</summary>
sealed class ScipyFactAttribute : FactAttribute
{
    public ScipyFactAttribute() => Skip = Python.WhyMissing("numpy, scipy", "python3-scipy");
}

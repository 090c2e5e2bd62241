using System.Diagnostics;

namespace Astra.Neural.Tests;

/// <summary>A test that asks PyTorch, and is skipped where the system's Python has none.</summary>
sealed class TorchTheoryAttribute : TheoryAttribute
{
    static readonly Lazy<string?> Missing = new(() =>
    {
        if (!File.Exists(Torch.Python))
        {
            return $"There is no {Torch.Python}.";
        }

        using Process process = Process.Start(new ProcessStartInfo(Torch.Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{Torch.Python} has no PyTorch (Debian's package python3-torch).";
    });

    public TorchTheoryAttribute() => Skip = Missing.Value;
}

using System.Diagnostics;

namespace Astra.Neural.Tests;

/// <summary>Python with numpy, PyTorch and scipy, the independent judges of this engine, where the machine has them.</summary>
static class Python
{
    /// <summary>The system's Python, for which distributions package them.</summary>
    const string Program = "/usr/bin/python3";

    public static string? NumpyIsMissing { get; } = WhyMissing("numpy");

    public static string? TorchIsMissing { get; } = WhyMissing("torch");

    public static string? ScipyIsMissing { get; } = WhyMissing("scipy");

    /// <summary>Runs Python and gives what it prints; a test fails with what it says when it does not succeed.</summary>
    public static string Ask(params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run(arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    static string? WhyMissing(string module) =>
        File.Exists(Program) && Run(["-c", $"import numpy, {module}"]).ExitCode == 0 ? null : $"needs {module} for {Program} (Debian: python3-{module})";

    static (int ExitCode, string Output, string Errors) Run(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONIOENCODING"] = "utf-8", ["PYTHONWARNINGS"] = "ignore" },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}

/// <summary>A test that needs numpy; skipped with a reason where it is absent.</summary>
sealed class NumpyFactAttribute : FactAttribute
{
    public NumpyFactAttribute() => Skip = Python.NumpyIsMissing;
}

/// <summary>A test that needs PyTorch; skipped with a reason where it is absent.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Python.TorchIsMissing;
}

/// <summary>As <see cref="TorchFactAttribute"/>, for theories.</summary>
sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = Python.TorchIsMissing;
}

/// <summary>A test that needs scipy; skipped with a reason where it is absent.</summary>
sealed class ScipyFactAttribute : FactAttribute
{
    public ScipyFactAttribute() => Skip = Python.ScipyIsMissing;
}

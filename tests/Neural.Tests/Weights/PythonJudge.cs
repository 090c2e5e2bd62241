using System.Diagnostics;

namespace Astra.Neural.Tests;

/// <summary>The independent judge of weight files: Python with numpy and PyTorch, where the machine has them.</summary>
static class PythonJudge
{
    /// <summary>The system's Python, for which distributions package PyTorch.</summary>
    const string Python = "/usr/bin/python3";

    public static string? NumpyIsMissing { get; } = Missing("numpy");

    public static string? TorchIsMissing { get; } = Missing("torch");

    /// <summary>Runs a script and gives what it prints.</summary>
    public static string Ask(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run([.. (string[])["-c", script], .. arguments]);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    static string? Missing(string module) =>
        File.Exists(Python) && Run(["-c", $"import {module}"]).ExitCode == 0 ? null : $"needs {module} for {Python} (Debian: python3-{module})";

    static (int ExitCode, string Output, string Errors) Run(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments)
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
    public NumpyFactAttribute() => Skip = PythonJudge.NumpyIsMissing;
}

/// <summary>A test that needs PyTorch; skipped with a reason where it is absent.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = PythonJudge.TorchIsMissing;
}

/// <summary>As <see cref="TorchFactAttribute"/>, for theories.</summary>
sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = PythonJudge.TorchIsMissing;
}

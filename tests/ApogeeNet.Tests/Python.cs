using System.Diagnostics;
using Astra.Testing;

namespace Astra.ApogeeNet.Tests;

/// <summary>Python with PyTorch and astropy, the independent judges, where the machine has them.</summary>
static class Python
{
    /// <summary>The system's interpreter has the distribution's packages; another one may come first on the path.</summary>
    const string Program = "/usr/bin/python3";

    public static string? TorchIsMissing { get; } = WhyMissing("numpy, torch", "python3-torch");

    public static string? AstropyIsMissing { get; } = WhyMissing("numpy, astropy.io.fits", "python3-astropy");

    /// <summary>Runs a script of the folder judge; a test fails with what it says when it does not succeed.</summary>
    public static string Ask(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run([Path.Combine(AppContext.BaseDirectory, "judge", script), .. arguments]);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    static string? WhyMissing(string modules, string package) =>
        File.Exists(Program) && Run(["-c", $"import {modules}"]).ExitCode == 0 ? null : $"needs {modules} for {Program} (Debian: {package})";

    static (int ExitCode, string Output, string Errors) Run(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONWARNINGS"] = "ignore" },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}

/// <summary>A test that needs PyTorch; skipped with a reason where it is absent.</summary>
sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Python.TorchIsMissing;
}

/// <summary>A test that needs the reference data, PyTorch and astropy; skipped with a reason where one is absent.</summary>
sealed class SharedDataAndTorchFactAttribute : FactAttribute
{
    public SharedDataAndTorchFactAttribute() => Skip = new SharedDataFactAttribute().Skip ?? Python.TorchIsMissing ?? Python.AstropyIsMissing;
}

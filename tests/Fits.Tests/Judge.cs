using System.Diagnostics;

namespace Astra.Fits.Tests;

/// <summary>The independent programs that tests compare with: astropy and fitsverify, where the machine has them.</summary>
static class Judge
{
    /// <summary>The system's Python, for which distributions package astropy.</summary>
    const string Python = "/usr/bin/python3";

    const string Fitsverify = "/usr/bin/fitsverify";

    /// <summary>Why tests against fitsverify are skipped, or null where it is there.</summary>
    public static string? FitsverifyIsMissing { get; } = File.Exists(Fitsverify) ? null : $"needs {Fitsverify} (Debian: fitsverify)";

    /// <summary>Why tests against astropy are skipped, or null where it is there.</summary>
    public static string? AstropyIsMissing { get; } =
        File.Exists(Python) && Run(Python, ["-c", "import astropy.io.fits, numpy"]).ExitCode == 0 ? null : $"needs astropy for {Python} (Debian: python3-astropy)";

    /// <summary>Runs one of the scripts of the folder judge, and gives the lines of its output.</summary>
    public static string[] Ask(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run(Python, [Path.Combine(AppContext.BaseDirectory, "judge", script), .. arguments]);
        Assert.True(exitCode == 0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What fitsverify says about a file, in one line.</summary>
    public static string Verify(string path) => Run(Fitsverify, ["-q", path]).Output;

    static (int ExitCode, string Output, string Errors) Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}

/// <summary>A test that needs astropy; skipped with a reason where it is absent.</summary>
sealed class AstropyFactAttribute : FactAttribute
{
    public AstropyFactAttribute() => Skip = Judge.AstropyIsMissing;
}

/// <summary>A test that needs astropy and the reference data; skipped with a reason where one is absent.</summary>
sealed class AstropySharedDataFactAttribute : FactAttribute
{
    public AstropySharedDataFactAttribute() => Skip = new Testing.SharedDataFactAttribute().Skip ?? Judge.AstropyIsMissing;
}

/// <summary>A test that needs fitsverify; skipped with a reason where it is absent.</summary>
sealed class FitsverifyFactAttribute : FactAttribute
{
    public FitsverifyFactAttribute() => Skip = Judge.FitsverifyIsMissing;
}

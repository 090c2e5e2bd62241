using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Astra.Neural.Tests.Training;

/// <summary>Asks a script of the folder judge, which computes with another library what this engine computes. Numbers go through files of
/// little-endian float32.</summary>
sealed class PythonJudge : IDisposable
{
    /// <summary>The system's Python, for which distributions package torch and scipy.</summary>
    const string Python = "/usr/bin/python3";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-neural-tests-");

    public static string? TorchIsMissing { get; } = WhyMissing("torch");

    public static string? ScipyIsMissing { get; } = WhyMissing("scipy");

    public void Write(string name, ReadOnlySpan<float> values) =>
        File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(values));

    public float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.FullName, name))).ToArray();

    /// <summary>Runs a script with the folder of the files as its first argument, and gives the numbers that it prints.</summary>
    /// <param name="script">Its path below the tests' own folder.</param>
    /// <param name="arguments">Its further arguments.</param>
    public double[] Ask(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run([Path.Combine(AppContext.BaseDirectory, script), folder.FullName, .. arguments]);
        Assert.True(exitCode == 0, errors);
        return [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    public void Dispose() => folder.Delete(recursive: true);

    static string? WhyMissing(string module) =>
        File.Exists(Python) && Run(["-c", $"import numpy, {module}"]).ExitCode == 0
            ? null
            : $"needs {module} for {Python} (Debian: python3-{module})";

    static (int ExitCode, string Output, string Errors) Run(string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
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

/// <summary>A test that needs scipy; skipped with a reason where it is absent.</summary>
sealed class ScipyFactAttribute : FactAttribute
{
    public ScipyFactAttribute() => Skip = PythonJudge.ScipyIsMissing;
}

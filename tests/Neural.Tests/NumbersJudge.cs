using System.Globalization;
using System.Runtime.InteropServices;
using Astra.Testing;

namespace Astra.Neural.Tests;

/// <summary>Asks a script that computes with another library what this engine computes. Numbers go through files of little-endian float32.</summary>
sealed class NumbersJudge : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-neural-tests-");

    public void Write(string name, ReadOnlySpan<float> values) =>
        File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(values));

    public float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.FullName, name))).ToArray();

    /// <summary>Runs a script with the folder of the files as its first argument, and gives the numbers that it prints.</summary>
    /// <param name="script">Its path below the tests' own folder.</param>
    /// <param name="arguments">Its further arguments.</param>
    public double[] Ask(string script, params string[] arguments) =>
    [
        .. Python.Ask([Path.Combine(AppContext.BaseDirectory, script), folder.FullName, .. arguments])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
    ];

    public void Dispose() => folder.Delete(recursive: true);
}

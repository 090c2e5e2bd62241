using System.Globalization;
using System.Runtime.InteropServices;
using Astra.Testing;

namespace Astra.LatentAge.Tests;

/// <summary>
/// A folder of files of little-endian float64, through which tests give numbers to scripts; and of anything else that a test writes.
/// </summary>
sealed class NumberFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-latentage-tests-");

    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    public void Write(string name, IEnumerable<double> values) =>
        File.WriteAllBytes(Path(name), MemoryMarshal.AsBytes<double>(values.ToArray()).ToArray());

    public double[] Read(string name) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path(name))).ToArray();

    /// <summary>Runs a script with the folder as its first argument, and gives the numbers that it prints.</summary>
    public double[] Ask(string script, params string[] arguments) =>
    [
        .. Python.Ask([System.IO.Path.Combine([AppContext.BaseDirectory, .. script.Split('/')]), folder.FullName, .. arguments])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
    ];

    public void Dispose() => folder.Delete(recursive: true);
}

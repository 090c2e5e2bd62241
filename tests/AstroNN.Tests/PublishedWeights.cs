using System.Runtime.InteropServices;
using Astra.Plugins.AstroNN;
using Astra.Testing;

namespace Astra.AstroNN.Tests;

/// <summary>A checkpoint with random weights that PyTorch wrote, imported.</summary>
sealed class PublishedWeights : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronn-");

    public PublishedWeights()
    {
        File.WriteAllBytes(In("windows.u8"), [.. ElementWindows.Published().SelectMany(window => window).Select(isSeen => (byte)(isSeen ? 1 : 0))]);
        Ask("weights");
    }

    public string In(string file) => Path.Combine(folder.FullName, file);

    /// <summary>Asks the judge; see judge/astronn.py.</summary>
    public void Ask(string command, params string[] arguments) => Python.AskJudge("astronn.py", [command, folder.FullName, .. arguments]);

    public Model Import(params (string Name, string Value)[] options)
    {
        string to = Directory.CreateDirectory(In(Path.GetRandomFileName())).FullName;
        Dictionary<string, string> values = options.ToDictionary(option => option.Name, option => option.Value);
        return new Model(new AstroNNImporter().Import(In("model.pt"), to, values), to, "hash");
    }

    public float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(In(file))).ToArray();

    public double[] Doubles(string file) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(In(file))).ToArray();

    public void Dispose() => folder.Delete(recursive: true);
}

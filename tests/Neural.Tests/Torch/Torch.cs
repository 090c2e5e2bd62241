using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Astra.Neural.Tests;

/// <summary>Runs a network in PyTorch.</summary>
static class Torch
{
    public const string Python = "/usr/bin/python3";

    public static (float[] Outputs, float[] Gradients) Run(string network, int count, float[] inputs, IEnumerable<float> parameters, float[] draws, float[] outputGradients)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-torch-");
        try
        {
            Write("inputs", inputs);
            Write("parameters", [.. parameters]);
            Write("draws", draws);
            Write("gradients_in", outputGradients);
            string script = Path.Combine(AppContext.BaseDirectory, "Torch", "published_networks.py");
            using Process process = Process.Start(new ProcessStartInfo(Python, [script, network, folder.FullName, $"{count}"]) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return (Read("outputs"), Read("gradients"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string name, float[] values) => File.WriteAllBytes(Path.Combine(folder.FullName, $"{name}.f32"), MemoryMarshal.AsBytes(values.AsSpan()));

        float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.FullName, $"{name}.f32"))).ToArray();
    }
}

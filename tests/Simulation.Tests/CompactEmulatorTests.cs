using System.Security.Cryptography;
using System.Text.Json;
using Astra.Neural;
using Astra.Testing;

namespace Astra.Simulation.Tests;

public sealed class CompactEmulatorTests : IDisposable
{
    static readonly double[][] Stars = [[4750, 2.5, -0.1, 0.05], [3200, 5.1, 0.4, -0.19], [7900, 4.0, -1.4, 0.44], [3300, 0.1, -0.5, 0.1]];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-compact-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_shipped_emulator_is_the_one_that_its_manifest_describes()
    {
        Emulator shipped = Emulator.Read(Emulator.ShippedFolder);
        Assert.Equal(EmulatedQuantity.FluxDensity, shipped.Quantity);
        Assert.Equal(["teff", "logg", "fe_h", "alpha_fe"], shipped.Labels.Select(label => label.Name));
        Assert.Equal([3006.0, 7992], [shipped.Labels[0].Minimum, shipped.Labels[0].Maximum]);
        Assert.Equal([-0.2, 0.45], [shipped.Labels[3].Minimum, shipped.Labels[3].Maximum]);

        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Emulator.ShippedFolder, ModelManifest.FileName)));
        string weights = Path.Combine(Emulator.ShippedFolder, Emulator.WeightsName);
        string? hash = manifest.RootElement.GetProperty("files").GetProperty(Emulator.WeightsName).GetString();
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights))));
        Assert.InRange(new FileInfo(weights).Length, 1, 5_000_000);
        Assert.StartsWith("astra simulate train-emulator ", manifest.RootElement.GetProperty("command").GetString());
    }

    [Fact]
    public void Vectors_give_what_the_plain_reference_gives_on_any_thread()
    {
        Emulator shipped = Emulator.Read(Emulator.ShippedFolder);
        float[][] fast = [.. Stars.Select(_ => new float[Emulator.Pixels])];
        for (int s = 0; s < Stars.Length; s++)
        {
            float[] plain = new float[Emulator.Pixels];
            shipped.Evaluate(Stars[s], fast[s]);
            shipped.EvaluateReference(Stars[s], plain);
            Assert.All(fast[s].Zip(plain), pair => Assert.InRange(pair.First / pair.Second, 1 - 1e-5, 1 + 1e-5));
        }

        Parallel.For(0, 40, i =>
        {
            float[] again = new float[Emulator.Pixels];
            shipped.Evaluate(Stars[i % Stars.Length], again);
            Assert.Equal(fast[i % Stars.Length], again);
        });
    }

    [SharedDataFact]
    public void The_shipped_emulator_follows_the_original_as_its_manifest_says()
    {
        Emulator original = Emulator.Read(SharedData.Path("emulators", "flux_emulator.fits"));
        Emulator shipped = Emulator.Read(Emulator.ShippedFolder);
        Assert.Equal(original.Labels, shipped.Labels);

        // Other labels than those of the manifest's figures.
        IReadOnlyDictionary<string, double> measured = EmulatorAccuracy.Measure(original, shipped, 400, seed: 77, threads: 2);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Emulator.ShippedFolder, ModelManifest.FileName)));
        foreach (JsonProperty figure in manifest.RootElement.GetProperty("accuracy").EnumerateObject())
        {
            if (figure.Name.StartsWith("rms (%)", StringComparison.Ordinal))
            {
                Assert.InRange(measured[figure.Name] / figure.Value.GetDouble(), 0.75, 1.33);
            }
        }

        Assert.InRange(measured["rms (%), where stars are"], 0, 0.3);
        Assert.InRange(measured["rms (%), whole box of labels"], 0, 0.4);
        Assert.InRange(measured["percentile 99 (%), where stars are"], 0, 1.0);
    }

    [Fact]
    public void What_is_trained_does_not_depend_on_the_number_of_threads_and_gives_the_original()
    {
        using EmulatorFile file = new(4);

        // The same three curves of the labels in every pixel, mixed in other ways.
        foreach (string name in new[] { "W_ARRAY_0", "B_ARRAY_0" })
        {
            float[] values = file.Values(name);
            int one = values.Length / Emulator.Pixels;
            long[] axes = name == "W_ARRAY_0" ? [4, one / 4, Emulator.Pixels] : [one, Emulator.Pixels];
            file.Set(name, axes, [.. values.Select((_, i) => values[i % one])]);
        }

        Emulator original = Emulator.Read(file.Write());
        CompressionSettings settings = new() { Components = 4, Hidden = [12], Draws = 300, Epochs = 40, BatchSize = 16, Rate = 0.01, Tests = 100 };
        byte[][] weights = [.. new[] { 1, 3 }.Select(threads =>
        {
            string path = Path.Combine(folder.FullName, $"{threads}.safetensors");
            EmulatorCompression.Train(original, settings with { Threads = threads }, path, _ => { }, CancellationToken.None);
            return File.ReadAllBytes(path);
        })];
        Assert.Equal(weights[0], weights[1]);
        Emulator compact = Emulator.Read(Path.Combine(folder.FullName, "1.safetensors"));
        Assert.Equal(original.Labels, compact.Labels);

        double rms = EmulatorAccuracy.Measure(original, compact, 50, seed: 3, threads: 1)["rms (%), whole box of labels"];
        Assert.InRange(rms, 1e-3, Variation(original) / 4);
    }

    [Fact]
    public void Weights_that_are_no_emulator_and_damaged_ones_are_reported_with_the_file()
    {
        string path = Path.Combine(folder.FullName, "w.safetensors");
        WeightFile.Write(path, [Tensor.From("labels.weight", [1], [1f])]);
        Assert.Contains($"{path} holds weights, but not those of an emulator", Message());

        byte[] whole = File.ReadAllBytes(Path.Combine(Emulator.ShippedFolder, Emulator.WeightsName));
        File.WriteAllBytes(path, whole[..^100]);
        Assert.Contains(path, Message());
        File.Delete(path);
        Assert.Contains("weights.safetensors", Assert.Throws<BadInputException>(() => Emulator.Read(folder.FullName)).Message);

        string Message() => Assert.Throws<BadInputException>(() => Emulator.Read(path)).Message;
    }

    [Fact]
    public void An_emulator_of_normalised_flux_cannot_be_learned_from()
    {
        using EmulatorFile file = new(5);
        Assert.Contains("normalised flux", Assert.Throws<ConfigurationException>(() => EmulatorCompression.Train(
            Emulator.Read(file.Write()), new CompressionSettings(), Path.Combine(folder.FullName, "never"), _ => { }, CancellationToken.None)).Message);
    }

    /// <summary>By how much a pixel varies between stars, in percent of its mean.</summary>
    static double Variation(Emulator emulator)
    {
        RandomSource random = RandomSource.FromName("variation");
        float[][] spectra = [.. Enumerable.Range(0, 60).Select(_ =>
        {
            float[] flux = new float[Emulator.Pixels];
            emulator.Evaluate([.. emulator.Labels.Select(label => label.Minimum + ((label.Maximum - label.Minimum) * random.NextDouble()))], flux);
            return flux;
        })];
        return Math.Sqrt(Enumerable.Range(0, Emulator.Pixels).Average(p =>
        {
            double mean = spectra.Average(flux => flux[p]);
            return spectra.Average(flux => Math.Pow(100 * ((flux[p] / mean) - 1), 2));
        }));
    }
}

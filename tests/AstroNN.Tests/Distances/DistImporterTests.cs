using Astra.Neural;
using Astra.Plugins.AstroNN.Distances;
using Astra.Testing;

namespace Astra.AstroNN.Tests.Distances;

public sealed class DistImporterTests : IDisposable
{
    static readonly Dictionary<string, string> NoOptions = [];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronndist-");

    public void Dispose() => folder.Delete(recursive: true);

    [TorchFact]
    public void Answers_without_dropout_are_those_of_PyTorch()
    {
        AskPyTorch(spectra: 20, passes: 2);
        AstroNNDistModel model = AstroNNDistModel.Load(Import("model.pt"));
        Assert.Equal(100.74461800324214, model.Settings.LabelDeviation, 1e-5);
        StoredLuminosities stored = StoredLuminosities.Read(In("answers.pt"));
        float[] found = StoredLuminosities.Ask("", model, stored.Flux).Outputs;
        Assert.Equal(40, found.Length);
        Assert.True(stored.Outputs.Distinct().Count() == 40);

        // A logarithm of a variance may be near zero by chance: rounding is relative to the sums that it comes from.
        double usual = Math.Sqrt(stored.Outputs.Where((_, i) => i % 2 == 1).Average(value => value * value));
        for (int i = 0; i < found.Length; i++)
        {
            double scale = i % 2 == 0 ? stored.Outputs[i] : Math.Max(usual, Math.Abs(stored.Outputs[i]));
            Assert.InRange(Math.Abs((double)found[i] - stored.Outputs[i]) / scale, 0, 1e-5);
        }
    }

    /// <summary>Three statistics over 200 spectra, each normal with mean 0 and deviation 1 where both sides draw from the same distribution: beyond
    /// 4.06 with probability 5e-5, so the test fails wrongly with 1.5e-4 for one seed in place of another.</summary>
    [TorchFact]
    public void With_dropout_mean_and_scatter_of_the_passes_are_those_of_PyTorch()
    {
        const int Spectra = 200;
        const int Passes = 100;
        AskPyTorch(Spectra, Passes);
        AstroNNDistModel model = AstroNNDistModel.Load(Import("model.pt"));
        float[] flux = StoredLuminosities.Read(In("answers.pt")).Flux;
        float[] theirs = WeightFile.Read(In("passes.pt")).Tensors["passes"].ReadSingle();
        float[] ours = new float[Passes * ApogeeDistArchitecture.Outputs];
        float[] input = new float[ApogeeDistArchitecture.Inputs];
        Session session = model.Network.CreateSession();
        double[] differences = new double[Spectra];
        double[] logVariances = new double[Spectra];
        double[] logarithms = new double[Spectra];
        for (int i = 0; i < Spectra; i++)
        {
            model.Centre(flux.AsSpan(i * input.Length, input.Length), input);
            session.Run(input, 1, Passes, [(ulong)(1000 + i)], ours);
            double[] a = [.. Enumerable.Range(0, Passes).Select(pass => (double)ours[2 * pass])];
            double[] b = [.. Enumerable.Range(0, Passes).Select(pass => (double)theirs[2 * ((i * Passes) + pass)])];
            differences[i] = (a.Average() - b.Average()) / Math.Sqrt((Variance(a) + Variance(b)) / Passes);

            // The variance of ln(variance) is that of the squared deviations over their mean squared.
            logVariances[i] = Math.Log(Variance(a) / Variance(b)) / Math.Sqrt((RelativeVarianceOfSquares(a) + RelativeVarianceOfSquares(b)) / Passes);
            double[] c = [.. Enumerable.Range(0, Passes).Select(pass => (double)ours[(2 * pass) + 1])];
            double[] d = [.. Enumerable.Range(0, Passes).Select(pass => (double)theirs[(2 * ((i * Passes) + pass)) + 1])];
            logarithms[i] = (c.Average() - d.Average()) / Math.Sqrt((Variance(c) + Variance(d)) / Passes);
        }

        Assert.All(
            (double[][])[differences, logVariances, logarithms],
            values => Assert.InRange(values.Average() * Math.Sqrt(Spectra), -4.06, 4.06));

        // And none of them scatters otherwise than it should: sums of squares of about 200 degrees of freedom.
        Assert.All((double[][])[differences, logarithms], values => Assert.InRange(values.Sum(value => value * value), 130, 290));
    }

    [TorchFact]
    public void The_answers_of_PyTorch_are_compared_on_import_and_verified_later()
    {
        AskPyTorch(spectra: 2, passes: 2);
        Model model = Import("model.pt", new() { ["verification"] = In("answers.pt") });
        VerificationReport report = new AstroNNDistVerifier().Verify(model);
        Assert.True(report.Passed);
        Assert.Equal(4, report.Checks.Count);
        Assert.Equal("answers.pt", report.Origin);
    }

    [TorchFact]
    public void Answers_of_other_weights_are_refused_on_import_and_fail_later()
    {
        AskPyTorch(spectra: 2, passes: 2);
        StoredLuminosities answers = StoredLuminosities.Read(In("answers.pt"));
        answers.Outputs[2] += 0.001f * Math.Max(1, answers.Outputs[2]);
        (answers with { Origin = "somebody" }).Write(In("wrong.safetensors"));
        Assert.Contains(
            "spectrum 2: l_fakemag (mas 10^(0.2 mag)) should be",
            Assert.Throws<BadInputException>(() => Import("model.pt", new() { ["verification"] = In("wrong.safetensors") })).Message);

        Model model = Import("model.pt");
        File.Copy(In("wrong.safetensors"), Path.Combine(model.Folder, StoredLuminosities.FileName), overwrite: true);
        VerificationReport report = new AstroNNDistVerifier().Verify(model);
        Assert.False(report.Passed);
        Assert.Single(report.Checks, check => !check.Passed);
    }

    [Fact]
    public void Names_may_have_a_prefix_and_the_manifest_is_named_after_the_file()
    {
        WriteWeights(tensor => tensor.WithName($"module.{tensor.Name}"));
        Model model = Import("weights.safetensors");
        Assert.Equal("weights", model.Manifest.Name);
        Assert.True(new AstroNNDistVerifier().Verify(model).Passed);
        Assert.Equal(0.9f, AstroNNDistModel.Load(model).InputMean[7]);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_their_names()
    {
        WriteWeights(tensor => tensor.Name == "dense_2.bias" ? tensor.WithName("dense_3.bias") : tensor);
        string message = Assert.Throws<BadInputException>(() => Import("weights.safetensors")).Message;
        Assert.Contains("dense_2.bias", message);
        Assert.Contains("dense_3.bias", message);
    }

    [Theory]
    [InlineData("conv2.weight")]
    [InlineData("input_mean")]
    public void Numbers_that_are_not_finite_are_refused(string name)
    {
        WriteWeights(tensor => tensor.Name == name ? Tensor.From(name, tensor.Shape, [.. Enumerable.Repeat(float.NaN, tensor.Count)]) : tensor);
        Assert.Contains($"{name} has values that are not finite", Assert.Throws<BadInputException>(() => Import("weights.safetensors")).Message);
    }

    [Theory]
    [InlineData("labels_std", 2)]
    [InlineData("input_mean", 7000)]
    public void Buffers_of_another_size_are_refused(string name, int count)
    {
        WriteWeights(tensor => tensor.Name == name ? Tensor.From(name, [count], new float[count]) : tensor);
        Assert.Contains("there must be 7514 and one", Assert.Throws<BadInputException>(() => Import("weights.safetensors")).Message);
    }

    [Fact]
    public void A_deviation_of_zero_is_refused()
    {
        WriteWeights(tensor => tensor.Name == "labels_std" ? Tensor.From("labels_std", [1], [0f]) : tensor);
        Assert.Contains("label_deviation must be a positive number", Assert.Throws<BadInputException>(() => Import("weights.safetensors")).Message);
    }

    [Fact]
    public void An_unknown_option_is_a_configuration_error() => Assert.Contains(
        "no option 'colour'; it has state_dict and verification",
        Assert.Throws<ConfigurationException>(() => Import("weights.safetensors", new() { ["colour"] = "red" })).Message);

    [Fact]
    public void Stored_answers_without_an_array_are_refused_with_its_name()
    {
        WriteWeights(tensor => tensor);
        WeightFile.Write(In("answers.safetensors"), [Tensor.From("outputs", [1, 2], [1f, 2f])]);
        Assert.Contains(
            "no array 'flux' of 1 x 7514 numbers",
            Assert.Throws<BadInputException>(() => Import("weights.safetensors", new() { ["verification"] = In("answers.safetensors") })).Message);
    }

    [Fact]
    public void A_model_without_stored_answers_cannot_be_verified()
    {
        using InventedDistModel model = new();
        Assert.Contains("nothing to compare with", Assert.Throws<ConfigurationException>(() => new AstroNNDistVerifier().Verify(model.Model)).Message);
    }

    [Fact]
    public void Settings_of_another_model_are_reported()
    {
        using InventedDistModel model = new();
        Model other = model.Model with
        {
            Manifest = model.Model.Manifest with { Settings = System.Text.Json.JsonSerializer.SerializeToElement(new { label_deviation = -1 }) },
        };
        Assert.Contains("label_deviation must be a positive number", Assert.Throws<ConfigurationException>(() => AstroNNDistModel.Load(other)).Message);
    }

    static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    static double RelativeVarianceOfSquares(double[] values)
    {
        double mean = values.Average();
        double[] squares = [.. values.Select(value => (value - mean) * (value - mean))];
        return Variance(squares) / (squares.Average() * squares.Average());
    }

    void AskPyTorch(int spectra, int passes) => Python.AskJudge("random_dist_weights.py", folder.FullName, $"{spectra}", $"{passes}");

    void WriteWeights(Func<Tensor, Tensor> change) => WeightFile.Write(
        In("weights.safetensors"),
        [
            .. ((IEnumerable<Tensor>)
            [
                .. ApogeeDistArchitecture.Build(null, seed: 9).Network.Parameters.ToTensors(),
                Tensor.From("input_mean", [7514], [.. Enumerable.Repeat(0.9f, 7514)]),
                Tensor.From("labels_std", [1], [100f]),
            ]).Select(change),
        ]);

    string In(string name) => Path.Combine(folder.FullName, name);

    Model Import(string file, Dictionary<string, string>? options = null)
    {
        string target = Directory.CreateDirectory(In("imported")).FullName;
        return new Model(new AstroNNDistImporter().Import(In(file), target, options ?? NoOptions), target, "hash");
    }
}

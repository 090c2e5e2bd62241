using Astra.Neural;
using Astra.Plugins.AstroNN;
using Astra.Spectra;

namespace Astra.AstroNN.Tests;

public sealed class ImporterTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Weights_with_a_prefix_and_other_widths_are_imported_and_answer()
    {
        Write(tensor => tensor.WithName($"module.{tensor.Name}"), shape => shape with { FirstHidden = 256 });
        Model model = Import();
        Assert.Equal([256, 96], AstroNNSettings.Read(model).Hidden);
        Assert.True(new AstroNNVerifier().Verify(model).Passed);
        AstroNNResult result = InventedModel.Open(model).Analyse([InventedStars.Target("a star")], CancellationToken.None)[0];
        Assert.True(float.IsFinite(result.C1H) && float.IsFinite(result.Ti2H) && float.IsFinite(result.PH));
    }

    [Fact]
    public void Phosphorus_that_was_trained_on_missing_values_is_not_reported()
    {
        Write(deviation: 556.54496f);
        Model model = Import();
        Assert.Equal(["p_h"], AstroNNSettings.Read(model).Untrained);
        Assert.Contains("p_h is not reported", model.Manifest.Description);
        AstroNNResult result = InventedModel.Open(model).Analyse([InventedStars.Target("a star")], CancellationToken.None)[0];
        Assert.True(float.IsNaN(result.PH) && float.IsNaN(result.RawPHError) && float.IsFinite(result.SH));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_their_names()
    {
        Write(tensor => tensor.Name == "dense_2.bias" ? tensor.WithName("dense_3.bias") : tensor);
        string message = Assert.Throws<BadInputException>(() => Import()).Message;
        Assert.Contains("dense_2.bias", message);
        Assert.Contains("dense_3.bias", message);
    }

    [Theory]
    [InlineData("aspcap_masks.5", "aspcap_masks.5")]
    [InlineData("input_mean", "input_mean")]
    [InlineData("labels_std", "labels_std")]
    public void What_is_missing_is_named(string left, string expected)
    {
        Write(tensor => tensor.Name == left ? null : tensor);
        Assert.Contains(expected, Assert.Throws<BadInputException>(() => Import()).Message);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        Write(tensor => tensor.Name == "conv1.bias" ? Tensor.From("conv1.bias", [2], [1, float.NaN]) : tensor);
        Assert.Contains("conv1.bias has values that are not finite", Assert.Throws<BadInputException>(() => Import()).Message);
    }

    [Fact]
    public void An_empty_window_is_refused()
    {
        Write(tensor => tensor.Name == "aspcap_masks.4" ? Tensor.From(tensor.Name, [7514], new float[7514]) : tensor);
        Assert.Contains("the window of na_h is empty", Assert.Throws<BadInputException>(() => Import()).Message);
    }

    [Fact]
    public void Answers_of_other_weights_are_refused_on_import_and_fail_later()
    {
        Write();
        Model model = Import();
        StoredAnswers answers = StoredAnswers.Read(Path.Combine(model.Folder, StoredAnswers.FileName), 44);
        answers.Outputs[1] += 0.01f;
        string wrong = Path.Combine(folder.FullName, "wrong.safetensors");
        StoredAnswers.Write(wrong, "somebody", answers.Spectra, answers.Outputs);
        Assert.Contains("spectrum 1: logg (dex) should be", Assert.Throws<BadInputException>(() => Import(("verification", wrong))).Message);
        File.Copy(wrong, Path.Combine(model.Folder, StoredAnswers.FileName), overwrite: true);
        Assert.Equal("logg (dex)", Assert.Single(new AstroNNVerifier().Verify(model).Checks, check => !check.Passed).Quantity);
    }

    [Fact]
    public void Unknown_options_and_files_are_refused()
    {
        Write();
        Assert.Contains("no option 'colour'", Assert.Throws<ConfigurationException>(() => Import(("colour", "red"))).Message);
        File.WriteAllText(Path.Combine(folder.FullName, "weights.safetensors"), "no weights at all");
        Assert.Throws<BadInputException>(() => Import());
    }

    [Theory]
    [InlineData("[\"teff\",\"logg\"]", "is neither among the labels nor among those that are untrained")]
    [InlineData("[\"gold_h\"]", "'gold_h', which is no label")]
    public void A_manifest_that_does_not_fit_is_refused(string untrained, string expected)
    {
        using InventedModel model = new();
        string settings = System.Text.Json.JsonSerializer.Serialize(model.Settings.ToJson());
        int start = settings.IndexOf("\"untrained\":", StringComparison.Ordinal) + "\"untrained\":".Length;
        string changed = settings[..start] + untrained + settings[(settings.IndexOf(']', start) + 1)..];
        ModelManifest manifest = model.Model.Manifest with { Settings = System.Text.Json.JsonDocument.Parse(changed).RootElement };
        Model other = model.Model with { Manifest = manifest };
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => AstroNNModel.Load(other)).Message);
    }

    Model Import(params (string Name, string Value)[] options)
    {
        string to = folder.CreateSubdirectory(Path.GetRandomFileName()).FullName;
        ModelManifest manifest = new AstroNNImporter().Import(
            Path.Combine(folder.FullName, "weights.safetensors"), to, options.ToDictionary(option => option.Name, option => option.Value));
        return new Model(manifest, to, "hash");
    }

    void Write(Func<Tensor, Tensor?>? change = null, Func<AstroNNShape, AstroNNShape>? reshape = null, float deviation = 0.3f)
    {
        AstroNNShape shape = new([.. Enumerable.Range(0, AstroNNLabels.All.Length)], ElementWindows.Published());
        shape = reshape?.Invoke(shape) ?? shape;
        float[] deviations = [.. AstroNNLabels.All.Select(label => label.Name switch { "teff" => 600, "p_h" => deviation, _ => 0.3f })];
        Tensor[] tensors =
        [
            .. AstroNNArchitecture.Build(shape, seed: 3).Network.Parameters.ToTensors(),
            .. AstroNNWeights.BesideParameters(shape, [.. Enumerable.Repeat(0.95f, 7514)], null),
            Tensor.From("labels_mean", [22], [4600, 2.3f, .. Enumerable.Repeat(-0.2f, 20)]),
            Tensor.From("labels_std", [22], deviations),
        ];
        string path = Path.Combine(folder.FullName, "weights.safetensors");
        WeightFile.Write(path, tensors.Select(tensor => change is null ? tensor : change(tensor)).OfType<Tensor>());
    }
}

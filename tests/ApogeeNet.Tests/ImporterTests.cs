using Astra.Neural;
using Astra.Plugins.ApogeeNet;
using Astra.Testing;

namespace Astra.ApogeeNet.Tests;

public sealed class ImporterTests : IDisposable
{
    static readonly Dictionary<string, string> NoOptions = [];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-apogeenet-");

    public void Dispose() => folder.Delete(recursive: true);

    [SharedDataAndTorchFact]
    public void Answers_for_real_spectra_are_those_of_PyTorch()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedData.Path("apstar"), "apStar-*.fits").Order()];
        Python.AskJudge("random_weights.py", [folder.FullName, .. files]);
        Model model = Import();
        StoredAnswers answers = StoredAnswers.Read(In("answers.pt"));
        Assert.Equal(files.Length, answers.Inputs.Count);
        float[] found = StoredAnswers.Ask(ApogeeNetModel.Load(model), answers.Inputs);
        for (int star = 0; star < files.Length; star++)
        {
            // Of a star's three answers one may be near zero by chance: rounding is relative to the sums that it comes from.
            float[] expected = answers.Outputs[(3 * star)..((3 * star) + 3)];
            double scale = expected.Max(Math.Abs);
            Assert.True(scale > 1e-3);
            Assert.All(
                expected.Zip(found[(3 * star)..((3 * star) + 3)]),
                pair => Assert.InRange(Math.Abs((double)pair.First - pair.Second) / scale, 0, 1e-5));
        }
    }

    [TorchFact]
    public void The_answers_of_PyTorch_are_compared_on_import_and_verified_later()
    {
        Python.AskJudge("random_weights.py", folder.FullName);
        Model model = Import(("verification", In("answers.pt")));
        VerificationReport report = new ApogeeNetVerifier().Verify(model);
        Assert.True(report.Passed);
        Assert.Equal(6, report.Checks.Count);
        Assert.Equal("answers.pt", report.Origin);
    }

    [TorchFact]
    public void Answers_of_other_weights_are_refused_on_import_and_fail_later()
    {
        Python.AskJudge("random_weights.py", folder.FullName);
        StoredAnswers answers = StoredAnswers.Read(In("answers.pt"));
        answers.Outputs[1] += 0.001f * Math.Abs(answers.Outputs[1]);
        StoredAnswers.Write(In("wrong.safetensors"), "somebody", answers.Inputs, answers.Outputs);
        BadInputException refused = Assert.Throws<BadInputException>(() => Import(("verification", In("wrong.safetensors"))));
        Assert.Contains("spectrum 1: log10(teff / K) should be", refused.Message);

        Model model = Import(("verification", In("answers.pt")));
        File.Copy(In("wrong.safetensors"), Path.Combine(model.Folder, StoredAnswers.FileName), overwrite: true);
        VerificationReport report = new ApogeeNetVerifier().Verify(model);
        Assert.False(report.Passed);
        Assert.Equal("log10(teff / K)", Assert.Single(report.Checks, check => !check.Passed).Quantity);
    }

    [Fact]
    public void Names_may_have_a_prefix()
    {
        WriteWeights(tensor => tensor.WithName($"module.{tensor.Name}"));
        Model model = Import(file: "weights.safetensors");
        Assert.Equal("weights", model.Manifest.Name);
        Assert.True(new ApogeeNetVerifier().Verify(model).Passed);
        Assert.Equal("raw", ApogeeNetModel.Load(model).Settings.Input.Scaling);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_their_names()
    {
        WriteWeights(tensor => tensor.Name == "fc2.bias" ? tensor.WithName("fc4.bias") : tensor);
        string message = Assert.Throws<BadInputException>(() => Import(file: "weights.safetensors")).Message;
        Assert.Contains("fc2.bias", message);
        Assert.Contains("fc4.bias", message);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        WriteWeights(tensor => tensor.Name == "conv7.bias"
            ? Tensor.From(tensor.Name, tensor.Shape, [.. Enumerable.Repeat(float.NaN, tensor.Count)])
            : tensor);
        Assert.Contains("conv7.bias has values that are not finite",
            Assert.Throws<BadInputException>(() => Import(file: "weights.safetensors")).Message);
    }

    [Fact]
    public void Something_else_is_no_model()
    {
        File.WriteAllText(In("model.pt"), "weights? none here");
        Assert.Throws<BadInputException>(() => Import());
    }

    [Fact]
    public void An_unknown_option_is_a_configuration_error()
    {
        WriteWeights(tensor => tensor);
        Assert.Contains(
            "no option 'colour'; it has state_dict and verification",
            Assert.Throws<ConfigurationException>(() => Import("weights.safetensors", new() { ["colour"] = "red" })).Message);
    }

    [Fact]
    public void Stored_answers_without_an_array_are_refused_with_its_name()
    {
        WriteWeights(tensor => tensor);
        WeightFile.Write(In("answers.safetensors"), [Tensor.From("outputs", [1, 3], [1f, 2f, 3f])]);
        Assert.Contains(
            "no array 'flux' of 1 x 8575 numbers",
            Assert.Throws<BadInputException>(() => Import("weights.safetensors", new() { ["verification"] = In("answers.safetensors") })).Message);
    }

    [Fact]
    public void A_model_without_stored_answers_cannot_be_verified()
    {
        using InventedModel model = new();
        Assert.Contains("nothing to compare with", Assert.Throws<ConfigurationException>(() => new ApogeeNetVerifier().Verify(model.Model)).Message);
    }

    void WriteWeights(Func<Tensor, Tensor> change) =>
        WeightFile.Write(In("weights.safetensors"), ApogeeNetArchitecture.Build(seed: 9).Network.Parameters.ToTensors().Select(change));

    string In(string name) => Path.Combine(folder.FullName, name);

    Model Import(params (string Name, string Value)[] options) =>
        Import("model.pt", options.ToDictionary(option => option.Name, option => option.Value));

    Model Import(string file, Dictionary<string, string>? options = null)
    {
        string target = Directory.CreateDirectory(In("imported")).FullName;
        return new Model(new ApogeeNetImporter().Import(In(file), target, options ?? NoOptions), target, "hash");
    }
}

using Astra.Neural;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public sealed class CannonModelTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_model_is_loaded_as_it_was_written()
    {
        CannonModel written = InventedModel.Create();
        CannonModel read = Load(InventedModel.Settings());
        Assert.Equal(written.Coefficients, read.Coefficients);
        Assert.Equal(written.Variance, read.Variance);
        Assert.Equal(written.Pixels, read.Pixels);
        Assert.Equal(written.Training.Mean, read.Training.Mean);
    }

    [Fact]
    public void Scatter_below_the_floor_is_raised_to_it_and_never_zero()
    {
        CannonModel model = Load(InventedModel.Settings() with { ScatterFloor = 0.005 });
        Assert.All(model.Variance, variance => Assert.True(variance >= 0.005 * 0.005));
        Assert.Contains(0.005 * 0.005, model.Variance);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "no labels", "there are 0 labels" },
        { "twice the same label", "different ones are needed" },
        { "unnameable label", "'Colour (B-V)' is not the name of a label" },
        { "short centre", "centre and scale must be 3 finite numbers each" },
        { "zero scale", "every scale above zero" },
        { "other terms", "'x y' in the term 'x y' is not a label" },
        { "overlapping chips", "the chips must be ascending pairs" },
        { "chips beyond the grid", "the chips must be ascending pairs" },
        { "unknown continuum", "the continuum method 'spline' is not known" },
        { "negative floor", "not negative" },
        { "clipping below zero", "clipping not below zero" },
        { "other pixels", "the array 'coefficients' is 10 x 1999; the manifest's labels and chips need 10 x 1998" },
        { "fewer labels", "the array 'coefficients' is 10 x 1999; the manifest's labels and chips need 6 x 1999" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Settings_that_make_no_sense_are_a_configuration_error(string fault, string reason)
    {
        CannonSettings good = InventedModel.Settings();
        CannonSettings bad = fault switch
        {
            "no labels" => good with { Labels = [] },
            "twice the same label" => good with { Labels = ["teff", "teff", "logg"] },
            "unnameable label" => good with { Labels = ["teff", "logg", "Colour (B-V)"] },
            "short centre" => good with { Centre = [1, 2] },
            "zero scale" => good with { Scale = [1, 0, 1] },
            "other terms" => good with { Terms = "x y" },
            "overlapping chips" => good with { Chips = [[322, 1321], [1300, 2000]] },
            "chips beyond the grid" => good with { Chips = [[322, 8576]] },
            "unknown continuum" => good with { Continuum = new ContinuumSettings { Method = "spline" } },
            "negative floor" => good with { ErrorFloor = -1 },
            "clipping below zero" => good with { Continuum = good.Continuum with { ClipBelow = -1 } },
            "other pixels" => good with { Chips = [[322, 1321], [4000, 4999]] },
            _ => good with { Labels = ["teff", "logg"], Centre = [1, 2], Scale = [1, 1] },
        };
        ModelManifest manifest = OpenedPipeline.WriteInvented(folder.FullName, good) with { Settings = bad.ToJson() };
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => CannonModel.Load(new Model(manifest, folder.FullName, "")));
        Assert.StartsWith(folder.FullName, wrong.Message);
        Assert.Contains(reason, wrong.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"labels":null}""")]
    public void Settings_of_something_else_are_a_configuration_error(string json)
    {
        ModelManifest manifest = OpenedPipeline.WriteInvented(folder.FullName, InventedModel.Settings()) with { Settings = System.Text.Json.JsonDocument.Parse(json).RootElement };
        Assert.Contains("not those of a Cannon model", Assert.Throws<ConfigurationException>(() => CannonModel.Load(new Model(manifest, folder.FullName, ""))).Message);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_a_configuration_error()
    {
        ModelManifest manifest = OpenedPipeline.WriteInvented(folder.FullName, InventedModel.Settings());
        string path = Path.Combine(folder.FullName, CannonModel.WeightFileName);
        Dictionary<string, Tensor> tensors = new(WeightFile.Read(path).Tensors);
        double[] scatter = tensors[CannonModel.ScatterArray].ReadDouble();
        scatter[7] = double.NaN;
        tensors[CannonModel.ScatterArray] = Tensor.From(CannonModel.ScatterArray, [scatter.Length], scatter);
        WeightFile.Write(path, tensors.Values);
        Assert.Contains("'scatter' has values that are not finite", Assert.Throws<ConfigurationException>(() => CannonModel.Load(new Model(manifest, folder.FullName, ""))).Message);
    }

    [Fact]
    public void Weights_that_cannot_be_read_are_a_configuration_error_that_says_why()
    {
        ModelManifest manifest = OpenedPipeline.WriteInvented(folder.FullName, InventedModel.Settings());
        string path = Path.Combine(folder.FullName, CannonModel.WeightFileName);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^8]);
        Model model = new(manifest, folder.FullName, "");
        Assert.StartsWith(path, Assert.Throws<ConfigurationException>(() => CannonModel.Load(model)).Message);
        File.Delete(path);
        Assert.Contains(CannonModel.WeightFileName, Assert.Throws<ConfigurationException>(() => CannonModel.Load(model)).Message);
    }

    CannonModel Load(CannonSettings settings) => CannonModel.Load(new Model(OpenedPipeline.WriteInvented(folder.FullName, settings), folder.FullName, ""));
}

using System.Text;
using Astra.Fits;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;
using Astra.Host.Tables;
using Astra.Neural;
using Astra.Neural.Tests;
using Astra.Simulation;
using Astra.Testing;

namespace Astra.Fuzzing.Tests;

/// <summary>What damaged inputs brought to light, each as the smallest file that showed it.</summary>
public sealed class FoundFaultTests : IDisposable
{
    const int Little = 1 << 20;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_catalogue_whose_columns_hold_nothing_has_no_rows_however_many_it_claims()
    {
        string path = Write("claims.fits", new FitsBuilder().Primary().Header(
        [
            ("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 0), ("NAXIS2", 1L << 60), ("PCOUNT", 0), ("GCOUNT", 1), ("TFIELDS", 1), ("TTYPE1", "APOGEE_ID"), ("TFORM1", "0A"),
        ]).Bytes());
        Assert.Equal((0, 0), TableFile.Read("The catalogue", path, table => (table.Columns.Count, table.Rows().Count())));
    }

    [Fact]
    public void A_catalogue_that_claims_more_rows_than_it_has_is_refused_before_there_is_room_for_them()
    {
        string path = Write("cut.fits", new FitsBuilder().Primary().Header(
        [
            ("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 4), ("NAXIS2", 1L << 40), ("PCOUNT", 0), ("GCOUNT", 1), ("TFIELDS", 4),
            ("TTYPE1", "A"), ("TFORM1", "1A"), ("TTYPE2", "B"), ("TFORM2", "1B"), ("TTYPE3", "C"), ("TFORM3", "1B"), ("TTYPE4", "D"), ("TFORM4", "1B"),
        ]).Bytes());
        long allocated = Allocated(() => Assert.Contains("The file is cut off", Assert.ThrowsAny<Exception>(() => TableFile.Read("The catalogue", path, table => table.Rows().Count())).Message));
        Assert.InRange(allocated, 0, Little);
    }

    [Fact]
    public void An_emulator_that_claims_an_image_of_a_gigabyte_is_refused_before_there_is_room_for_it()
    {
        string path = Write("emulator.fits", new FitsBuilder().Primary().Header(
        [
            ("XTENSION", "IMAGE"), ("BITPIX", -64), ("NAXIS", 1), ("NAXIS1", 1 << 27), ("PCOUNT", 0), ("GCOUNT", 1), ("EXTNAME", "X_MIN"),
        ]).Bytes());
        long allocated = Allocated(() =>
        {
            using NetworkFile file = NetworkFile.Open(path);
            Assert.Contains("The file is cut off", Assert.Throws<BadInputException>(() => file.Vector("X_MIN")).Message);
        });
        Assert.InRange(allocated, 0, Little);
    }

    [Theory]
    [InlineData("coefficients.weight", new[] { 1_000_000, 0 }, "coefficients.weight")]
    [InlineData("coefficients.weight", new[] { 0, 2 }, "coefficients.weight")]
    [InlineData("coefficients.weight", new[] { 4 }, "coefficients.weight")]
    [InlineData("coefficients.weight", new[] { 900, 2 }, "pixels.weight")]
    [InlineData("hidden1.weight", new[] { 1_000_000, 0 }, "hidden1.weight")]
    [InlineData("hidden1.weight", new int[0], "hidden1.weight")]
    public void An_emulator_with_a_layer_that_does_not_fit_is_refused_before_a_network_is_made_of_it(string name, int[] shape, string misfit)
    {
        Dictionary<string, Tensor> tensors = new Tensor[]
        {
            Tensor.From("hidden1.weight", [2, 2], [0.1f, 0.2f, 0.3f, 0.4f]), Tensor.From("hidden1.bias", [2], [0f, 0.1f]),
            Tensor.From("coefficients.weight", [1, 2], [0.5f, 0.5f]), Tensor.From("coefficients.bias", [1], [0f]),
            Tensor.From("pixels.weight", [Emulator.Pixels, 1], new float[Emulator.Pixels]), Tensor.From("pixels.bias", [Emulator.Pixels], new float[Emulator.Pixels]),
            Tensor.From("label_minimum", [2], [3000f, 0]), Tensor.From("label_maximum", [2], [8000f, 5]),
        }.ToDictionary(tensor => tensor.Name);
        tensors[name] = Tensor.From(name, shape, new float[shape.Aggregate(1, (product, axis) => product * axis)]);
        string path = Path.Combine(folder.FullName, "weights.safetensors");
        WeightFile.Write(path, tensors.Values, new Dictionary<string, string> { ["format"] = ComponentNetwork.Format, ["labels"] = "teff,logg" });
        long allocated = Allocated(() => Assert.Contains(misfit, Assert.Throws<BadInputException>(() => ComponentNetwork.Read(path)).Message));
        Assert.InRange(allocated, 0, 2 * Little);
    }

    [Theory]
    [InlineData(new float[] { 0, 2e9f, 2.1e9f, 4e9f })]
    [InlineData(new float[] { 0, 3, 4, 38 })]
    [InlineData(new float[] { 0, 4, 4, 8, 8, 12, 12, 16, 16, 20, 20, 24, 24, 28, 28, 32, 32, 36, 36, 40, 40, 44 })]
    public void A_domain_with_detectors_that_cannot_be_is_refused(float[] segments)
    {
        int pixels = segments.Length == 4 && segments[1] < 100 ? 37 : 44;
        Tensor[] tensors =
        [
            Tensor.From("domain.features.mean", [2], [0.5f, 0.25f]),
            Tensor.From("domain.features.scale", [2], [1f, 2]),
            Tensor.From("domain.features.directions", [1, 2], [0.6f, 0.8f]),
            Tensor.From("domain.features.variances", [1], [1.5f]),
            Tensor.From("domain.features.edges", [2], [3f, 2]),
            Tensor.From("domain.features.calibration", [3], [0.01f, 400, 1000]),
            Tensor.From("domain.spectra.segments", [segments.Length / 2, 2], segments),
            Tensor.From("domain.spectra.mean", [pixels], new float[pixels]),
            Tensor.From("domain.spectra.components", [1, pixels], new float[pixels]),
            Tensor.From("domain.spectra.calibration", [3], [2f, 0.02f, 0.01f]),
        ];
        Assert.Contains("domain.spectra", Assert.Throws<InvalidDataException>(() => SpectralDomain.FromTensors(tensors)).Message);
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("description")]
    [InlineData("files")]
    [InlineData("accuracy")]
    public void A_manifest_with_null_for_a_value_is_refused(string field)
    {
        string json = """{"pipeline":"A","name":"a","description":"b","trained_on":"c","command":"d","created":"2026-01-01T00:00:00Z","accuracy":{},"files":{},"settings":{}}""";
        string path = Write(ModelManifest.FileName, Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Replace(json, $"\"{field}\":(\"[^\"]*\"|{{}})", $"\"{field}\":null")));
        Assert.Contains(field, Assert.Throws<BadInputException>(() => ManifestFile.Read(Path.GetDirectoryName(path)!)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Half_a_character_in_the_settings_of_a_model_is_refused()
    {
        string path = Write(
            ModelManifest.FileName,
            """{"pipeline":"A","name":"a","description":"b","trained_on":"c","command":"d","created":"2026-01-01T00:00:00Z","files":{},"settings":{"a":"\ud800"}}"""u8.ToArray());
        Assert.Contains(ModelManifest.FileName, Assert.Throws<BadInputException>(() => ManifestFile.Read(Path.GetDirectoryName(path)!)).Message);
    }

    [Fact]
    public void Half_a_character_in_the_manifest_of_a_plugin_is_refused()
    {
        string path = Write(PluginManifest.FileName, """{"name":"\ud800"}"""u8.ToArray());
        Assert.Contains(PluginManifest.FileName, Assert.Throws<PluginRefusedException>(() => PluginManifest.Read(Path.GetDirectoryName(path)!)).Message);
    }

    [Fact]
    public void Half_a_character_in_the_configuration_is_refused()
    {
        string path = Write(ConfigurationLayer.FileName, """{"run":{"threads":"\ud800"}}"""u8.ToArray());
        Assert.Contains(path, Assert.Throws<UserException>(() => ConfigurationLayer.FromFile(Path.GetDirectoryName(path)!)).Message);
    }

    [Fact]
    public void A_pickle_of_nothing_but_empty_dictionaries_takes_memory_in_proportion()
    {
        const int Dictionaries = 90_000;
        byte[] checkpoint = ZipBuilder.Checkpoint(PickleBuilder.Protocol().Op(new string('}', Dictionaries)).Stop());
        long allocated = Allocated(() => Assert.Throws<WeightFileException>(() => WeightFile.Read("input", checkpoint, null)));
        Assert.InRange(allocated, 0, 64L * Dictionaries + Little);
    }

    [Theory]
    [InlineData("AstroNN", "labels", "[null]")]
    [InlineData("AstroNN", "labels", """[{"name":"teff","mean":1,"deviation":1,"valid_range":[]}]""")]
    [InlineData("LatentAge", "labels", "[null]")]
    [InlineData("LatentAge", "labels", """[{"name":"nu_max","range":[1,2],"is_reported":true}]""")]
    [InlineData("LatentAge", "age", """{"range":[0,1]}""")]
    [InlineData("ApogeeNet", "labels", "[null,null,null]")]
    [InlineData("ApogeeNet", "noise_models", "[null,null,null]")]
    [InlineData("Cannon", "labels", """["teff",null,"fe_h","alpha_fe"]""")]
    public void Settings_with_something_missing_are_refused(string pipeline, string field, string value)
    {
        SettingsTarget target = new();
        FuzzTrial trial = FuzzTrial.Of(target, new Mutant(SettingsTarget.With(pipeline, field, value)), "");
        Assert.Null(trial.Fault);
        Assert.True(trial.Refused);
    }

    string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

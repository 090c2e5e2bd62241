using System.Globalization;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public sealed class CannonImporterTests : IDisposable
{
    const int Pixels = 7214;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_text_model_is_imported_and_can_be_opened()
    {
        WriteModel();
        ModelManifest manifest = Import(("labels", "teff"));
        CannonModel model = CannonModel.Load(new Model(manifest, Target, ""));
        Assert.Equal("tiny", manifest.Name);
        Assert.Equal([CannonModel.WeightFileName], manifest.Files.Keys);
        Assert.Equal("49 stars of training_tiny.txt (2 more have missing labels)", manifest.TrainedOn);
        Assert.Equal(["teff"], model.Settings.Labels);
        Assert.Equal([4500], model.Settings.Centre);
        Assert.Equal(ContinuumSettings.AspcapPolynomial, model.Settings.Continuum.Method);
        Assert.Equal(4000, model.Training.Minimum[0]);
        Assert.Equal(4990, model.Training.Maximum[0]);
        Assert.Equal(1 + (0.25 * 10) + (0.5 * 100), model.Flux([4510])[17], 1e-12);
    }

    [Fact]
    public void The_continuum_can_be_chosen()
    {
        WriteModel();
        Assert.Equal("none", CannonModel.Load(new Model(Import(("labels", "teff"), ("continuum", "none")), Target, "")).Settings.Continuum.Method);
    }

    [Theory]
    [InlineData("colour", "red", "no option 'colour'; it has labels and continuum")]
    [InlineData("continuum", "spline", "the continuum method 'spline' is not known; there are aspcap-polynomial, polynomial, sines-cosines, none")]
    [InlineData("labels", "teff,logg", "names 2 labels; the model has 1")]
    [InlineData("labels", "T eff", "'T eff' is not the name of a label")]
    public void A_wrong_option_is_a_configuration_error(string option, string value, string reason)
    {
        WriteModel();
        Dictionary<string, string> options = new() { ["labels"] = "teff" };
        options[option] = value;
        Assert.Contains(reason, Assert.Throws<ConfigurationException>(() => Import([.. options.Select(o => (o.Key, o.Value))])).Message);
    }

    [Fact]
    public void Labels_must_be_named_unless_there_are_four()
    {
        WriteModel();
        Assert.Contains("name them in order with labels=", Assert.Throws<ConfigurationException>(() => Import()).Message);
    }

    [Fact]
    public void A_word_that_is_no_number_is_reported_with_line_and_column()
    {
        WriteModel();
        Edit("trained_tiny.txt", lines => lines[1] = "0.25 none" + lines[1]["0.25 0.25".Length..]);
        AssertRefused("trained_tiny.txt, line 2, column 2: 'none' is not a finite number.");
    }

    [Fact]
    public void Infinity_is_no_coefficient()
    {
        WriteModel();
        Edit("trained_tiny.txt", lines => lines[0] = "inf" + lines[0][1..]);
        AssertRefused("trained_tiny.txt, line 1, column 1: 'inf' is not a finite number.");
    }

    [Fact]
    public void A_line_of_another_length_is_reported_with_its_number()
    {
        WriteModel();
        Edit("trained_tiny.txt", lines => lines[2] += " 1");
        AssertRefused("trained_tiny.txt, line 3: 7215 numbers; the lines before have 7214.");
    }

    [Fact]
    public void A_number_of_lines_that_no_quadratic_has_is_refused()
    {
        WriteModel();
        Edit("trained_tiny.txt", lines => lines.RemoveAt(2));
        AssertRefused("trained_tiny.txt: 2 lines. A quadratic model of L labels has");
    }

    [Fact]
    public void Another_number_of_pixels_is_refused()
    {
        WriteModel();
        Edit("trained_tiny.txt", _ => { }, line => line[..line.LastIndexOf(' ')]);
        AssertRefused("trained_tiny.txt: 7213 columns. Known are 7214");
    }

    [Theory]
    [InlineData("trained_tiny_scatter.txt")]
    [InlineData("trained_tiny_baseline_labels.txt")]
    [InlineData("training_tiny.txt")]
    public void A_missing_companion_is_named(string name)
    {
        WriteModel();
        File.Delete(Path.Combine(folder.FullName, name));
        AssertRefused(name + ": cannot be read");
    }

    [Theory]
    [InlineData("trained_tiny_scatter.txt", "expected 7214 lines of one number")]
    [InlineData("trained_tiny_baseline_labels.txt", "expected 1 lines of one number")]
    public void A_companion_of_another_length_is_refused(string name, string reason)
    {
        WriteModel();
        Edit(name, lines => lines.Add("1"));
        AssertRefused(reason);
    }

    [Fact]
    public void An_empty_companion_is_refused()
    {
        WriteModel();
        Edit("training_tiny.txt", lines => lines.Clear());
        AssertRefused("training_tiny.txt: empty.");
    }

    [Fact]
    public void A_training_list_of_other_labels_is_refused()
    {
        WriteModel();
        Edit("training_tiny.txt", _ => { }, line => line + " 2.5");
        AssertRefused("training_tiny.txt: 2 labels after the file name; the model has 1.");
    }

    [Fact]
    public void Something_else_is_refused_with_what_is_accepted()
    {
        BadInputException bad = Assert.Throws<BadInputException>(() => new CannonImporter().Import("model.pickle", Target, new Dictionary<string, string>()));
        Assert.Contains("The importer reads trained_NAME.txt", bad.Message);
    }

    string Target => folder.CreateSubdirectory("imported").FullName;

    ModelManifest Import(params (string Name, string Value)[] options) =>
        new CannonImporter().Import(Path.Combine(folder.FullName, "trained_tiny.txt"), Target, options.ToDictionary(option => option.Name, option => option.Value));

    void AssertRefused(string reason) => Assert.Contains(reason, Assert.Throws<BadInputException>(() => Import(("labels", "teff"))).Message);

    void WriteModel()
    {
        Write("trained_tiny.txt", [.. new[] { "1", "0.25", "0.5" }.Select(term => string.Join(' ', Enumerable.Repeat(term, Pixels)))]);
        Write("trained_tiny_scatter.txt", [.. Enumerable.Repeat("0.01", Pixels)]);
        Write("trained_tiny_baseline_labels.txt", ["4500"]);
        IEnumerable<string> stars = Enumerable.Range(0, 49).Select(n => string.Create(CultureInfo.InvariantCulture, $"star{n}.fits {Math.Min(4000 + (21 * n), 4990)}"));
        Write("training_tiny.txt", [.. stars, "unknown.fits nan", "unmeasured.fits -9999.0"]);
    }

    void Write(string name, IEnumerable<string> lines) => File.WriteAllLines(Path.Combine(folder.FullName, name), lines);

    void Edit(string name, Action<List<string>> change, Func<string, string>? each = null)
    {
        List<string> lines = [.. File.ReadAllLines(Path.Combine(folder.FullName, name)).Select(line => each?.Invoke(line) ?? line)];
        change(lines);
        Write(name, lines);
    }
}

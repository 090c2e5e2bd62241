using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Astra.Plugins.AstroNN;
using Astra.Plugins.AstroNN.Training;
using Astra.Spectra;

namespace Astra.AstroNN.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_trained_model_answers_in_the_pipeline_and_knows_how_good_it_is_and_what_it_does_not_know()
    {
        // Labels are missing here and there: they do not count.
        InventedTrainingSet data = InventedTrainingSet.Of(400, (star, values) =>
        {
            values[1] = star % 5 == 0 ? double.NaN : values[1];
            values[3] = star % 7 == 0 ? double.NaN : values[3];
        });
        ConcurrentBag<TrainingStep> steps = [];
        ConcurrentBag<string> told = [];
        ModelManifest manifest = Train("model", data, steps.Add, told.Add, 2, ("epochs", 12), ("batch", 8), ("rate", 1e-3));

        Assert.Contains("mg_h is fe_h + alpha_fe", told);
        Assert.Contains("AstroNN makes no use of v_macro", told);
        Assert.Equal([AstroNNModel.WeightFileName, StoredAnswers.FileName], manifest.Files.Keys);
        Assert.Superset(
            new HashSet<string> { "reading spectra", "mean spectrum", "training", "domain", "calibration", "accuracy" },
            steps.Select(step => step.Name).ToHashSet());

        Model model = new(manifest, In("model"), "hash");
        AstroNNSettings settings = AstroNNSettings.Read(model);
        Assert.Equal(["teff", "logg", "mg_h", "fe_h"], settings.Labels.Select(label => label.Name));
        Assert.Equal(18, settings.Untrained.Length);
        Assert.Contains("not trained: c_h, c_1_h", manifest.Description);

        // The labels are in plain sight: a network that learned anything finds them to better than their spread (433 K, 0.87, 0.40 and 0.43 dex).
        Assert.InRange(manifest.Accuracy["teff scatter (K), all"], 1, 300);
        Assert.InRange(manifest.Accuracy["logg scatter (dex), all"], 0.01, 0.6);
        Assert.InRange(manifest.Accuracy["fe_h scatter (dex), all"], 0.005, 0.28);
        Assert.InRange(manifest.Accuracy["mg_h scatter (dex), all"], 0.005, 0.3);
        Assert.InRange(manifest.Accuracy["teff difference over error, width, all"], 0.4, 2.5);
        Assert.InRange(manifest.Accuracy["outside of the domain (%), all"], 0, 40);
        Assert.True(manifest.Accuracy.ContainsKey("mg_h - fe_h scatter (dex), all"));

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("model", "report.json")));
        Assert.Equal(12, report.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.InRange(report.RootElement.GetProperty("rounding").GetDouble(), 0, 0.2);
        Assert.Contains("| all |", File.ReadAllText(In("model", "report.md")));
        Assert.True(new AstroNNVerifier().Verify(model).Passed);

        Target star = data.Read(8);
        AstroNNResult result = Assert.Single(InventedModel.Open(model, ("passes", 20)).Analyse([star], CancellationToken.None));
        Assert.InRange(result.Teff - data.Star(8).Labels[0], -900, 900);
        Assert.True(float.IsFinite(result.DomainDistance) && float.IsNaN(result.CH) && float.IsFinite(result.MgH));
        AstroNNResult noise = Assert.Single(InventedModel.Open(model, ("passes", 20)).Analyse(
            [InventedStars.Target(InventedStars.Spectrum("noise", noise: 100))], CancellationToken.None));
        Assert.True(noise.DomainDistance > result.DomainDistance);
    }

    [Fact]
    public void The_model_does_not_depend_on_the_number_of_threads()
    {
        InventedTrainingSet data = InventedTrainingSet.Of(60);
        (string, object)[] options =
        [
            ("epochs", 1), ("batch", 16), ("held_out", 0.4), ("false_alarms", 0.4), ("passes", 2), ("lowest_snr", 20.0), ("keep", 30),
        ];
        Train("one", data, _ => { }, _ => { }, 1, options);
        Train("two", data, _ => { }, _ => { }, 2, options);
        Assert.Equal(File.ReadAllBytes(In("one", AstroNNModel.WeightFileName)), File.ReadAllBytes(In("two", AstroNNModel.WeightFileName)));
    }

    [Fact]
    public void Too_few_stars_for_the_domain_are_refused_before_anything_is_trained() => Assert.Contains(
        "needs 399: give more stars, or raise held_out or false_alarms",
        Assert.Throws<BadInputException>(() => Train(
            "model", InventedTrainingSet.Of(40), step => Assert.NotEqual("training", step.Name), _ => { }, 2, ("false_alarms", 0.01))).Message);

    [Theory]
    [InlineData("schedule", "yearly", "schedule is 'yearly'; it can be plateau, cosine, constant")]
    [InlineData("selection", "best", "selection is 'best'; it can be none, dr17")]
    [InlineData("dropout", 1.5, "dropout is 1.5; set it to 0.001 to 0.9")]
    [InlineData("epochs", 0, "epochs is 0")]
    [InlineData("windows", "/nowhere/windows.fits", "cannot be read from /nowhere/windows.fits")]
    public void A_wrong_option_is_named(string option, object value, string expected) => Assert.Contains(
        expected,
        Assert.Throws<ConfigurationException>(() => Train("model", InventedTrainingSet.Of(20), _ => { }, _ => { }, 1, (option, value))).Message);

    [Fact]
    public void A_training_that_is_stopped_leaves_no_model()
    {
        Assert.Throws<OperationCanceledException>(() => new AstroNNTrainer().Train(
            InventedTrainingSet.Of(60), folder.FullName, Context(_ => { }, _ => { }, 1), new CancellationToken(canceled: true)));
        Assert.Empty(folder.GetFiles());
    }

    string In(params string[] parts) => Path.Combine([folder.FullName, .. parts]);

    ModelManifest Train(
        string name,
        ITrainingSet data,
        Action<TrainingStep> progress,
        Action<string> log,
        int threads,
        params (string Name, object Value)[] options) =>
        new AstroNNTrainer().Train(data, folder.CreateSubdirectory(name).FullName, Context(progress, log, threads, options), CancellationToken.None);

    static TrainingContext Context(Action<TrainingStep> progress, Action<string> log, int threads, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(AstroNNTrainer).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        values["passes"] = 10;
        values["false_alarms"] = 0.1;
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new TrainingContext
        {
            Options = values,
            Threads = threads,
            Progress = progress,
            Log = (_, message) => log(message),
            Command = "astra train AstroNN",
            Seed = 1,
        };
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Astra.Plugins.LatentAge;
using Astra.Plugins.LatentAge.Training;

namespace Astra.LatentAge.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-latentage-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_trained_model_answers_in_the_pipeline_and_knows_how_good_it_is_and_what_it_does_not_know()
    {
        InventedTrainingSet data = InventedTrainingSet.Of(330, (star, values) =>
        {
            switch (star)
            {
                case 0: values[0] = double.NaN; break;
                case 1: values[0] = 300; break;
                case 2: values[1] = 0.2 * values[0]; break;
                case 3: values[2] = double.NaN; break;
                case 4: values[2] *= 3; break;
                case 5: values[3] = double.NaN; break;
                case 6: values[9] = double.NaN; break;
            }
        });
        ConcurrentBag<string> told = [];
        ConcurrentBag<TrainingStep> steps = [];
        ModelManifest manifest = Train("model", data, 2, steps.Add, told.Add, ("epochs", 12), ("batch", 8), ("rate", 1e-3), ("divergence", 0.1));

        Assert.Equal(
            [
                "1 stars with a Delta nu that no giant of its nu_max has are left out",
                "1 stars with an error of nu_max above 10 % of it are left out",
                "1 stars with nu_max outside of 4 to 250 microhertz are left out",
                "1 stars without Delta nu, from which power spectra are simulated, are left out",
                "1 stars without evolutionary state, from which power spectra are simulated, are left out",
                "1 stars without nu_max are left out",
                "LatentAge makes no use of mass",
            ],
            told.Order(StringComparer.Ordinal));
        Assert.Superset(
            new HashSet<string> { "reading spectra", "power spectra", "training", "latent space", "calibration", "forests", "accuracy" },
            steps.Select(step => step.Name).ToHashSet());

        Model model = new(manifest, In("model"), "hash");
        LatentAgeSettings settings = LatentAgeSettings.Read(model);
        Assert.Equal(["nu_max", "delta_nu", "excess_delta_nu", "logg", "teff", "fe_h", "c_n"], settings.Labels.Select(label => label.Name).Append("excess_delta_nu")
            .Distinct().OrderBy(name => LatentLabels.All.Select(label => label.Name).ToList().IndexOf(name)));

        // nu_max is in plain sight and in the power spectra (its logarithm spreads by 78 %); of [C/N] and Teff neither says anything.
        Assert.InRange(manifest.Accuracy["nu_max scatter (%)"], 1, 45);
        Assert.True(settings.Labels.Single(label => label.Name == "nu_max").IsReported);
        Assert.False(settings.Labels.Single(label => label.Name == "c_n").IsReported || settings.Labels.Single(label => label.Name == "teff").IsReported);
        Assert.InRange(manifest.Accuracy["outside of the domain (%)"], 0, 40);
        Assert.True(manifest.Accuracy.ContainsKey("age scatter (%), all") && settings.HasState);
        Assert.Equal("inverse_error", settings.Age!.Forest["weights"]);
        Assert.Contains("power spectra simulated", manifest.TrainedOn);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("model", "report.json")));
        Assert.Equal(12, report.RootElement.GetProperty("epochs").GetArrayLength());
        string text = File.ReadAllText(In("model", "report.md"));
        Assert.All(
            ["## Power spectra made of spectra", "## What the latent space alone knows", "| giant branch |", "## Ages", "no: too little is known"],
            part => Assert.Contains(part, text));
        Assert.True(new LatentAgeVerifier().Verify(model).Passed);

        LatentAgeResult result = Assert.Single(InventedModel.Open(model).Analyse([data.Read(50)], CancellationToken.None));
        Assert.InRange(result.NuMax / data.Star(50).Labels[0], 0.4, 2.5);
        Assert.True(float.IsFinite(result.DomainDistance) && float.IsNaN(result.LatentCN) && float.IsFinite(result.Age));
        LatentAgeResult noise = Assert.Single(InventedModel.Open(model).Analyse(
            [InventedModel.Star(InventedSpectra.Of("noise", _ => 0, noise: 100))], CancellationToken.None));
        Assert.True(noise.DomainDistance > result.DomainDistance);
    }

    [Fact]
    public void The_model_does_not_depend_on_the_number_of_threads()
    {
        InventedTrainingSet data = InventedTrainingSet.Of(100);
        (string, object)[] options = [("epochs", 1), ("batch", 16), ("held_out", 0.4), ("false_alarms", 0.4), ("lowest_snr", 40.0), ("keep", 30), ("trees", 10)];
        Train("one", data, 1, _ => { }, _ => { }, options);
        Train("two", data, 2, _ => { }, _ => { }, options);
        foreach (string file in new[] { LatentAgeModel.WeightFileName, LatentAgeModel.ForestFileName })
        {
            Assert.Equal(File.ReadAllBytes(In("one", file)), File.ReadAllBytes(In("two", file)));
        }
    }

    [Fact]
    public void Too_few_stars_for_the_domain_are_refused_before_anything_is_trained() => Assert.Contains(
        "needs 399: give more stars, or raise held_out or false_alarms",
        Assert.Throws<BadInputException>(() => Train(
            "model", InventedTrainingSet.Of(40), 2, step => Assert.NotEqual("training", step.Name), _ => { }, ("false_alarms", 0.01))).Message);

    [Fact]
    public void Labels_that_are_needed_are_named()
    {
        InventedTrainingSet all = InventedTrainingSet.Of(30);
        InventedTrainingSet without = new(["teff", "logg"], [.. Enumerable.Range(0, 30).Select(star => all.Star(star).Labels.Skip(4).Take(2).ToArray())]);
        Assert.Contains(
            "There is no label nu_max (microhertz) among teff, logg", Assert.Throws<BadInputException>(() => Train("model", without, 1, _ => { }, _ => { })).Message);
        InventedTrainingSet only = new(["nu_max"], [.. Enumerable.Range(0, 30).Select(star => all.Star(star).Labels.Take(1).ToArray())]);
        Assert.Contains(
            "No star has a power spectrum: 30 are without Delta nu", Assert.Throws<BadInputException>(() => Train("model", only, 1, _ => { }, _ => { })).Message);
    }

    [Theory]
    [InlineData("weights", "heavy", "weights is 'heavy'; it can be inverse_error, inverse_variance, equal")]
    [InlineData("trees", 0, "trees is 0; set it to 1 to 10000")]
    [InlineData("divergence", -1.0, "divergence is -1")]
    [InlineData("schedule", "yearly", "schedule is 'yearly'")]
    public void A_wrong_option_is_named(string option, object value, string expected) => Assert.Contains(
        expected,
        Assert.Throws<ConfigurationException>(() => Train("model", InventedTrainingSet.Of(20), 1, _ => { }, _ => { }, (option, value))).Message);

    [Fact]
    public void A_training_that_is_stopped_leaves_no_model()
    {
        Assert.Throws<OperationCanceledException>(() => new LatentAgeTrainer().Train(
            InventedTrainingSet.Of(60), folder.FullName, Context(1, _ => { }, _ => { }), new CancellationToken(canceled: true)));
        Assert.Empty(folder.GetFiles());
    }

    string In(params string[] parts) => Path.Combine([folder.FullName, .. parts]);

    ModelManifest Train(
        string name, ITrainingSet data, int threads, Action<TrainingStep> progress, Action<string> log, params (string Name, object Value)[] options) =>
        new LatentAgeTrainer().Train(data, folder.CreateSubdirectory(name).FullName, Context(threads, progress, log, options), CancellationToken.None);

    static TrainingContext Context(int threads, Action<TrainingStep> progress, Action<string> log, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(LatentAgeTrainer).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        values["false_alarms"] = 0.15;
        foreach ((string option, object value) in options)
        {
            values[option] = value;
        }

        return new TrainingContext { Options = values, Command = "astra train LatentAge", Threads = threads, Seed = 1, Progress = progress, Log = (_, text) => log(text) };
    }
}

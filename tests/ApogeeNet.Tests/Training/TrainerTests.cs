using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Astra.Neural;
using Astra.Plugins.ApogeeNet;
using Astra.Plugins.ApogeeNet.Training;

namespace Astra.ApogeeNet.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-apogeenet-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_trained_model_answers_in_the_pipeline_and_knows_how_good_it_is()
    {
        ConcurrentBag<TrainingStep> steps = [];
        InventedTrainingSet data = InventedTrainingSet.Of(300);
        ModelManifest manifest = Train("model", data, steps.Add, ("epochs", 4), ("batch", 16));

        Assert.Equal("astra train ApogeeNet", manifest.Command);
        Assert.Equal([ApogeeNetModel.WeightFileName, StoredAnswers.FileName], manifest.Files.Keys);
        Assert.Superset(
            new HashSet<string> { "reading spectra", "training", "domain", "calibration", "accuracy" }, steps.Select(step => step.Name).ToHashSet());
        Assert.Contains(steps, step => step.Name == "training" && step.Note!.Contains("loss") && step.Note.Contains("spectra/s"));
        Assert.InRange(new FileInfo(In("model", ApogeeNetModel.WeightFileName)).Length, 9_380_000, 11_500_000);

        // The labels are in plain sight: a network that learned anything finds them to better than their spread (16 %, 1.15 dex, 0.4 dex).
        Assert.InRange(manifest.Accuracy["teff scatter (%), all"], 0.1, 12);
        Assert.InRange(manifest.Accuracy["logg scatter (dex), all"], 0.01, 0.8);
        Assert.InRange(manifest.Accuracy["fe_h scatter (dex), all"], 0.005, 0.3);
        Assert.InRange(manifest.Accuracy["teff difference over error, width, all"], 0.4, 2);
        Assert.InRange(manifest.Accuracy["outside of the domain (%), all"], 0, 40);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("model", "report.json")));
        Assert.Equal(4, report.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.InRange(report.RootElement.GetProperty("rounding").GetDouble(), 0, 0.05);
        Assert.Contains("| all |", File.ReadAllText(In("model", "report.md")));

        Model model = new(manifest, In("model"), "hash");
        Assert.True(new ApogeeNetVerifier().Verify(model).Passed);
        Dictionary<string, object> options = new() { ["draws"] = 4 };
        ApogeeNetResult result = Assert.Single(
            new ApogeeNetPipeline(new PipelineContext("ApogeeNet", model) { Options = options }).Analyse([data.Read(7)], CancellationToken.None));
        Assert.InRange(result.Teff / data.Star(7).Labels[0], 0.75, 1.25);
        Assert.True(float.IsFinite(result.DomainDistance));
    }

    [Fact]
    public void The_model_does_not_depend_on_the_number_of_threads()
    {
        InventedTrainingSet data = InventedTrainingSet.Of(50);
        (string, object)[] options = [("epochs", 1), ("batch", 16), ("held_out", 0.4), ("false_alarms", 0.2), ("draws", 2)];
        Train("one", data, _ => { }, [.. options], threads: 1);
        Train("two", data, _ => { }, [.. options], threads: 2);
        Assert.Equal(File.ReadAllBytes(In("one", ApogeeNetModel.WeightFileName)), File.ReadAllBytes(In("two", ApogeeNetModel.WeightFileName)));
    }

    [Fact]
    public void A_training_may_begin_with_the_weights_of_a_model()
    {
        InventedTrainingSet data = InventedTrainingSet.Of(80);
        (string, object)[] options = [("epochs", 1), ("batch", 16), ("held_out", 0.4), ("false_alarms", 0.2), ("draws", 2)];
        Train("first", data, _ => { }, [.. options]);
        string weights = In("first", ApogeeNetModel.WeightFileName);
        Train("second", data, _ => { }, [.. options, ("start", weights), ("rate", 1e-9)]);
        float[] Weights(string model) => WeightFile.Read(In(model, ApogeeNetModel.WeightFileName)).Tensors["fc2.weight"].ReadSingle();
        Assert.Equal(Weights("first"), Weights("second"));

        File.WriteAllText(In("notes.txt"), "no weights");
        Assert.Contains(
            "The training cannot begin with these weights.",
            Assert.Throws<ConfigurationException>(() => Train("third", data, _ => { }, [.. options, ("start", In("notes.txt"))])).Message);
    }

    [Fact]
    public void Too_few_stars_for_the_domain_are_refused_before_anything_is_trained() => Assert.Contains(
        "needs 399: give more stars, or raise held_out or false_alarms",
        Assert.Throws<BadInputException>(() => Train("model", InventedTrainingSet.Of(40), step => Assert.NotEqual("training", step.Name),
            ("false_alarms", 0.01))).Message);

    [Theory]
    [InlineData("schedule", "yearly", "schedule is 'yearly'; it can be cosine, constant, plateau")]
    [InlineData("pixels", 100, "pixels is 100; it can be 7214")]
    [InlineData("dropout", 1.5, "dropout is 1.5; set it to 0 to 0.9")]
    [InlineData("epochs", 0, "epochs is 0")]
    [InlineData("input", "fourier", "input is 'fourier'")]
    public void A_wrong_option_is_named(string option, object value, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<ConfigurationException>(() => Train("model", InventedTrainingSet.Of(20), _ => { }, (option, value))).Message);

    [Fact]
    public void A_training_that_is_stopped_leaves_no_model()
    {
        Assert.Throws<OperationCanceledException>(() => new ApogeeNetTrainer().Train(
            InventedTrainingSet.Of(60),
            folder.FullName,
            Context(_ => { }, 1, ("held_out", 0.4), ("false_alarms", 0.2)),
            new CancellationToken(canceled: true)));
        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public void Spectra_that_cannot_be_used_are_left_out_and_told_of()
    {
        List<string> told = [];
        InventedTrainingSet data = InventedTrainingSet.Of(20);
        PreparedStars stars = PreparedStars.Load(
            new Damaged(data, 3),
            LabelledStar.Of(data, null, 6500, _ => { }),
            InventedModel.Scaled,
            100,
            new TrainingContext { Log = (_, message) => told.Add(message) },
            CancellationToken.None);
        Assert.Equal(19, stars.Count);
        Assert.DoesNotContain(Enumerable.Range(0, stars.Count), star => stars.Star(star).Index == 3);
        Assert.Contains("star 3 (row 4) is left out: the file is gone", told);
        Assert.Contains("1 stars are left out because their spectra cannot be used", told);
    }

    string In(params string[] parts) => Path.Combine([folder.FullName, .. parts]);

    ModelManifest Train(string name, ITrainingSet data, Action<TrainingStep> progress, params (string, object)[] options) =>
        Train(name, data, progress, options, 2);

    ModelManifest Train(string name, ITrainingSet data, Action<TrainingStep> progress, (string, object)[] options, int threads) =>
        new ApogeeNetTrainer().Train(data, folder.CreateSubdirectory(name).FullName, Context(progress, threads, options), CancellationToken.None);

    static TrainingContext Context(Action<TrainingStep> progress, int threads, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(ApogeeNetTrainer).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        values["draws"] = 4;
        values["false_alarms"] = 0.15;
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new TrainingContext { Options = values, Threads = threads, Progress = progress, Command = "astra train ApogeeNet", Seed = 1 };
    }

    sealed class Damaged(ITrainingSet data, int star) : ITrainingSet
    {
        public string Description => data.Description;

        public IReadOnlyList<string> Labels => data.Labels;

        public int Count => data.Count;

        public TrainingStar Star(int number) => data.Star(number);

        public Target Read(int number) => number == star ? throw new BadInputException("the file is gone") : data.Read(number);
    }
}

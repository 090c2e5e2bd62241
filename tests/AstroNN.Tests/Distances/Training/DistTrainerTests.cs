using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Astra.Neural;
using Astra.Plugins.AstroNN.Distances;
using Astra.Plugins.AstroNN.Distances.Training;

namespace Astra.AstroNN.Tests.Distances.Training;

public sealed class DistTrainerTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronndist-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_trained_model_answers_in_the_pipeline_and_knows_how_good_it_is()
    {
        ConcurrentBag<TrainingStep> steps = [];
        InventedGiants data = new(300);
        ModelManifest manifest = Train(
            "model", data, steps.Add, ("epochs", 12), ("batch", 16), ("rate", 2e-3), ("false_alarms", 0.1), ("held_out", 0.15), ("passes", 10));

        Assert.Equal("astra train AstroNNDist", manifest.Command);
        Assert.Equal([AstroNNDistModel.WeightFileName, StoredLuminosities.FileName], manifest.Files.Keys);
        Assert.Superset(
            new HashSet<string> { "reading spectra", "training", "domain", "calibration", "accuracy" }, steps.Select(step => step.Name).ToHashSet());

        // The luminosity is in plain sight: a network that learned anything finds it to better than its spread (35 %).
        Assert.InRange(manifest.Accuracy["l_fakemag width of 68 % (%), all"], 0.5, 15);
        Assert.InRange(manifest.Accuracy["l_fakemag difference over error, width, all"], 0.4, 2.5);
        Assert.InRange(manifest.Accuracy["outside of the domain (%), all"], 0, 40);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("model", "report.json")));
        Assert.Equal(12, report.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.InRange(report.RootElement.GetProperty("rounding").GetDouble(), 0, 0.05);
        Assert.Contains("| all |", File.ReadAllText(In("model", "report.md")));

        Model model = new(manifest, In("model"), "hash");
        Assert.True(new AstroNNDistVerifier().Verify(model).Passed);
        AstroNNDistModel loaded = AstroNNDistModel.Load(model);

        // Luminosities are 30 to 100; parallaxes with errors of 5 do not widen that by much.
        Assert.InRange(loaded.Settings.LabelRange[0], 20, 40);
        Assert.InRange(loaded.Settings.LabelRange[1], 90, 115);

        // These spectra have no data in the last hundred pixels: the network does not look there.
        Assert.Equal(7414, loaded.Seen!.Count(seen => seen));
        Assert.All(loaded.InputMean[^100..], mean => Assert.True(float.IsNaN(mean)));

        Dictionary<string, object> options = new() { ["passes"] = 20 };
        AstroNNDistPipeline pipeline = new(new PipelineContext(AstroNNDistPipeline.Name, model) { Options = options });
        AstroNNDistResult result = Assert.Single(pipeline.Analyse([data.Read(7)], CancellationToken.None));
        Assert.InRange(result.Luminosity / data.Luminosity(7), 0.7, 1.3);
        Assert.InRange(result.Distance / (1000 * Math.Pow(10, 0.2 * 10) / data.Luminosity(7)), 0.7, 1.4);
        Assert.True(float.IsFinite(result.DomainDistance));

        // What lies where no training spectrum had data does not matter.
        AstroNNDistResult longer = Assert.Single(pipeline.Analyse([data.Read(7, withEnd: true)], CancellationToken.None));
        Assert.Equal(result.Luminosity, longer.Luminosity);
    }

    [Fact]
    public void The_model_does_not_depend_on_the_number_of_threads()
    {
        InventedGiants data = new(60);
        (string, object)[] options = [("epochs", 1), ("batch", 16), ("held_out", 0.4), ("false_alarms", 0.3), ("passes", 2)];
        Train("one", data, _ => { }, options, threads: 1);
        Train("two", data, _ => { }, options, threads: 2);
        Assert.Equal(
            File.ReadAllBytes(In("one", AstroNNDistModel.WeightFileName)), File.ReadAllBytes(In("two", AstroNNDistModel.WeightFileName)));
    }

    [Fact]
    public void Spectra_that_are_read_again_make_the_same_model_as_spectra_in_memory()
    {
        InventedGiants data = new(60);
        (string, object)[] options = [("epochs", 1), ("batch", 16), ("held_out", 0.4), ("false_alarms", 0.3), ("passes", 2)];
        Train("kept", data, _ => { }, options);
        Train("read", data, _ => { }, [.. options, ("keep", 10)]);
        Assert.Equal(
            File.ReadAllBytes(In("kept", AstroNNDistModel.WeightFileName)), File.ReadAllBytes(In("read", AstroNNDistModel.WeightFileName)));
    }

    [Fact]
    public void Too_few_stars_for_the_domain_are_reported_with_the_number_needed() => Assert.Contains(
        "needs 399: give more stars, or raise held_out or false_alarms",
        Assert.Throws<BadInputException>(() => Train("few", new InventedGiants(40), _ => { })).Message);

    [Theory]
    [InlineData("epochs", 0)]
    [InlineData("dropout", 0.95)]
    [InlineData("luminosity", "colour")]
    [InlineData("schedule", "magic")]
    [InlineData("selection", "mine")]
    [InlineData("passes", 1)]
    public void An_option_out_of_range_is_named(string option, object value) => Assert.Contains(
        $"The option {option} is",
        Assert.Throws<ConfigurationException>(() => Train("wrong", new InventedGiants(40), _ => { }, (option, value))).Message);

    [Fact]
    public void The_error_scale_makes_pulls_one_and_leaves_errors_of_labels_to_the_labels()
    {
        RandomSource random = RandomSource.FromName("pulls");
        LuminosityAnswer[] answers =
        [
            .. Enumerable.Range(0, 4000).Select(i =>
            {
                double labelError = 3;
                double truth = 50;
                LuminosityLabel label = new(i, "", truth + (labelError * random.NextGaussian()), labelError, "parallax");
                return new LuminosityAnswer(i, label, 100, new LuminosityEstimate(truth + (4 * random.NextGaussian()), 2, 1), [], 0);
            }),
        ];
        double scale = ErrorScaling.Of(answers);
        Assert.Equal(2, scale, 0.12);
        Assert.Equal(1, ErrorScaling.Pull(answers, scale), 1e-3);
    }

    string In(params string[] parts) => Path.Combine([folder.FullName, .. parts]);

    ModelManifest Train(string name, ITrainingSet data, Action<TrainingStep> progress, params (string Name, object Value)[] given) =>
        Train(name, data, progress, given, threads: 2);

    ModelManifest Train(string name, ITrainingSet data, Action<TrainingStep> progress, (string Name, object Value)[] given, int threads)
    {
        Dictionary<string, object> options = typeof(AstroNNDistTrainer).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string option, object value) in given)
        {
            options[option] = value;
        }

        return new AstroNNDistTrainer().Train(
            data,
            Directory.CreateDirectory(In(name)).FullName,
            new TrainingContext { Options = options, Command = "astra train AstroNNDist", Threads = threads, Seed = 1, Progress = progress },
            CancellationToken.None);
    }

    /// <summary>Stars whose lines follow their luminosity; every fourth has a parallax for it, which may be negative, the others a
    /// magnitude.</summary>
    sealed class InventedGiants(int count) : ITrainingSet
    {
        public string Description => $"{count} invented stars";

        public IReadOnlyList<string> Labels { get; } = ["m_k", "plx", "e_plx", "k_mag", "zero_point"];

        public int Count => count;

        public double Luminosity(int star) => 30 + (70 * RandomSource.FromName($"luminosity {star}").NextDouble());

        public TrainingStar Star(int star)
        {
            double luminosity = Luminosity(star);
            return new TrainingStar(
                $"star {star}",
                star + 1,
                star % 4 == 0
                    ? [double.NaN, (luminosity / 100) + (0.05 * RandomSource.FromName($"parallax {star}").NextGaussian()), 0.05, 10, 0]
                    : [PseudoLuminosity.Magnitude(luminosity), double.NaN, double.NaN, double.NaN, double.NaN],
                null);
        }

        public Target Read(int star) => Read(star, withEnd: false);

        public Target Read(int star, bool withEnd)
        {
            double strength = (Luminosity(star) - 30) / 70;
            RandomSource random = RandomSource.FromName($"spectrum {star}");
            float[] flux = new float[WavelengthGrid.Pixels];
            float[] error = new float[flux.Length];
            Array.Fill(error, 1e10f);
            foreach (Range chip in WavelengthGrid.Chips7514)
            {
                for (int p = chip.Start.Value; p < chip.End.Value; p++)
                {
                    double depth = p % 40 < 6 ? 0.05 + (0.4 * strength) : p % 40 is > 20 and < 24 ? 0.2 : 0;
                    flux[p] = (float)((200 * (1 - depth)) + (2 * random.NextGaussian()));
                    error[p] = 2;
                }
            }

            if (!withEnd)
            {
                int end = WavelengthGrid.Chips7514[^1].End.Value;
                error.AsSpan(end - 100, 100).Fill(1e10f);
                flux.AsSpan(end - 100, 100).Clear();
            }

            return InventedDistModel.Star(
                new Spectrum($"invented {star}", SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]),
                ("source.k_mag", 10), ("source.a_k", 0));
        }
    }
}

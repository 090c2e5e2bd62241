using System.Reflection;
using Astra.Neural;
using Astra.Plugins.LatentAge;
using Astra.Plugins.LatentAge.Forest;
using Astra.Plugins.LatentAge.Network;

namespace Astra.LatentAge.Tests;

/// <summary>A model with random weights and forests of invented stars in a folder, opened as the host does.</summary>
sealed class InventedModel : IDisposable
{
    static readonly (string Name, double Least, double Greatest)[] Labels = [("nu_max", 1, 2.2), ("delta_nu", 0.3, 1.2), ("c_n", -0.4, 0.4)];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-latentage-");

    public InventedModel(bool withAges = true)
    {
        Astra.Neural.Network network = LatentArchitecture.Autoencoder(seed: 5);
        InputScale scale = new([.. Enumerable.Repeat(0.95f, 7514)], [.. Enumerable.Repeat(0.05f, 7514)], [.. Enumerable.Repeat(true, 7514)]);
        WeightFile.Write(Path.Combine(Folder, LatentAgeModel.WeightFileName), LatentNetwork.Tensors(network.Parameters.ToTensors(), scale, []));
        Settings = new LatentAgeSettings
        {
            Labels = [.. Labels.Select(label => new LabelSettings(label.Name, new NoiseModel(1, 0.01), [label.Least, label.Greatest], label.Name != "c_n"))],
            HasState = true,
            Age = withAges ? new AgeSettings(new NoiseModel(1, 0.02), [-0.3, 1.1], [4000, 5400], [-1, 0.4], new Dictionary<string, string>()) : null,
            PowerSpectra = "invented",
        };
        RandomSource random = RandomSource.FromName("invented forests");
        ForestStars stars = new(LatentAgeModel.LatentNames, Draw(5, 200, random));
        ForestSettings settings = new() { Trees = 20, FewestInLeaf = 5 };
        LatentAgeModel.WriteForests(Folder, Settings, new LatentForests(
            [
                .. Labels.Select((label, place) => ForestGrowth.Regressor(
                    stars, Targets(stars, place, label.Least, label.Greatest), null, settings, CancellationToken.None)),
            ],
            ForestGrowth.Classifier(stars, [.. Targets(stars, 3, 0, 1).Select(value => value > 0.5 ? 1 : 0)], LatentAgeModel.States, settings, CancellationToken.None),
            withAges ? Ages(random) : null));
    }

    public LatentAgeSettings Settings { get; }

    public string Folder => folder.FullName;

    public Model Model => new(
        new ModelManifest
        {
            Pipeline = "LatentAge",
            Name = "invented",
            Description = "random weights",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string> { [LatentAgeModel.WeightFileName] = "" },
            Settings = Settings.ToJson(),
        },
        Folder,
        "hash");

    public static Target Star(
        Spectrum spectrum, double logg = 2.8, double snr = 120, double flags = 0, double teff = 4700, double feH = 0, double teffError = 30) => new(
        new Source(1, "2M00000000+0000000"),
        spectrum,
        new Dictionary<string, InputValue>
        {
            ["teff"] = new(teff, "AstroNN.teff"),
            ["e_teff"] = new(teffError, "AstroNN.e_teff"),
            ["logg"] = new(logg, "AstroNN.logg"),
            ["fe_h"] = new(feH, "AstroNN.fe_h"),
            ["e_fe_h"] = new(0.03, "AstroNN.e_fe_h"),
            ["snr"] = new(snr, "spectrum.snr"),
            ["spectrum_flags"] = new(flags, "spectrum.spectrum_flags"),
        });

    public static LatentAgePipeline Open(Model model, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(LatentAgePipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new LatentAgePipeline(new PipelineContext("LatentAge", model) { Options = values });
    }

    public LatentAgePipeline Open(params (string Name, object Value)[] options) => Open(Model, options);

    public LatentAgeResult Analyse(Target star) => Assert.Single(Open().Analyse([star], CancellationToken.None));

    public void Dispose() => folder.Delete(recursive: true);

    static ForestRegressor Ages(RandomSource random)
    {
        float[] latent = Draw(5, 200, random);
        ForestStars stars = new(
            LatentAgeModel.AgeInputs,
            [.. Enumerable.Range(0, 200).SelectMany(i => (float[])[.. latent[(5 * i)..(5 * (i + 1))], 4000 + (7 * i), (i % 14 / 10f) - 1])]);
        return ForestGrowth.Regressor(stars, Targets(stars, 0, -0.3, 1.1), null, new ForestSettings { Trees = 20 }, CancellationToken.None);
    }

    static float[] Draw(int inputs, int count, RandomSource random) =>
        [.. Enumerable.Range(0, inputs * count).Select(_ => (float)random.NextGaussian())];

    static double[] Targets(ForestStars stars, int input, double least, double greatest) =>
        [.. Enumerable.Range(0, stars.Count).Select(star => least + ((greatest - least) / (1 + Math.Exp(-stars.Inputs[(star * stars.Names.Count) + input]))))];
}

using System.Text.Json;
using Astra.Plugins.DistMass;
using Astra.Plugins.DistMass.Training;

namespace Astra.DistMass.Tests.Training;

public sealed class DistMassTrainerTests : IDisposable
{
    static readonly (string, object)[] quick = [("activation", "tanh"), ("optimiser", "adam"), ("restarts", 1), ("epochs", 120), ("folds", 3),
        ("extinction", "none")];

    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_network_learns_the_masses_and_knows_its_error()
    {
        InventedStars stars = new(900, "mass", "e_mass", "age");
        string folder = temporary.New("mass");
        ModelManifest manifest = Train(stars, folder, ("target", "mass_cor_mo"));

        Assert.InRange(manifest.Accuracy["mass_cor_mo: test stars: standard deviation of the fractional error"], 0.001, 0.05);
        Assert.InRange(Math.Abs(manifest.Accuracy["mass_cor_mo: 3-fold: median fractional error"]), 0, 0.01);
        DistMassModel model = DistMassModel.Load(folder);
        LabelNetwork network = model[NetworkTarget.MassCorMo]!;
        double[] predicted = network.Predict(network.CreateSession(), [.. Enumerable.Range(0, 900).Select(stars.LabelsOf)]);
        Assert.InRange(Enumerable.Range(0, 900).Average(i => Math.Abs((predicted[i] / stars[i]["mass"]) - 1)), 0, 0.03);
        Assert.InRange(network.Description.MassError!.Value, 0.001, 0.05);
        Assert.Null(model[NetworkTarget.AbsoluteMagnitude]);
        Assert.Equal((180, 144, 576),
            (network.Description.Stars["test"], network.Description.Stars["validation"], network.Description.Stars["training"]));
        Assert.Equal(720, model.Stars.Count);
        Assert.All(model.Stars, star => Assert.Equal(Membership.MassApokasc, star.Bit));
    }

    [Fact]
    public void A_network_learns_absolute_magnitudes_from_parallaxes_and_radii_alike()
    {
        InventedStars stars = new(900, "a_k", "radius", "e_radius");
        for (int i = 0; i < 450; i++)
        {
            // A star of this radius has the invented magnitude.
            StellarLabels labels = stars.LabelsOf(i);
            stars[i]["radius"] = Math.Pow(10, (SeismicMagnitude.Of(1, labels.Teff, labels.Logg, labels.FeH) - stars[i]["magnitude"]) / 5);
            stars[i]["e_radius"] = 0.02 * stars[i]["radius"];
        }

        string folder = temporary.New("distance");
        ModelManifest manifest = Train(stars, folder, ("target", "distance"), ("binary_residual", 0.0));
        NetworkDescription network = DistMassModel.Load(folder)[NetworkTarget.AbsoluteMagnitude]!.Description;

        Assert.True(network.Stars["training and validation: seismic"] > 250 && network.Stars["training and validation: parallax"] > 250,
            string.Join(", ", network.Stars));
        Assert.InRange(manifest.Accuracy["distance: 3-fold, parallax: median absolute fractional error of the distance"], 0.005, 0.06);
        Assert.InRange(manifest.Accuracy["distance: 3-fold, seismic: median absolute fractional error of the distance"], 0.0005, 0.03);
        Assert.InRange(network.DistanceError!.At(2.5), 0.002, 0.06);
    }

    [Fact]
    public void Binaries_are_removed_and_the_network_is_better_for_it()
    {
        InventedStars stars = new(900, "a_k");
        for (int i = 0; i < 900; i += 5)
        {
            stars[i]["k_mag"] -= 0.75;
        }

        string with = temporary.New("with");
        string without = temporary.New("without");
        Train(stars, with, ("binary_residual", 0.0));
        Train(stars, without, ("binary_residual", 0.2));

        Assert.InRange(DistMassModel.Load(without)[NetworkTarget.AbsoluteMagnitude]!.Description.Stars["removed as binaries"], 110, 180);
        Assert.Equal(0, DistMassModel.Load(with)[NetworkTarget.AbsoluteMagnitude]!.Description.Stars["removed as binaries"]);
        Assert.True(Bias(without) < Bias(with) / 2, FormattableString.Invariant($"{Bias(without)} without, {Bias(with)} with"));

        double Bias(string folder)
        {
            LabelNetwork network = DistMassModel.Load(folder)[NetworkTarget.AbsoluteMagnitude]!;
            double[] predicted = network.Predict(network.CreateSession(), [.. Enumerable.Range(0, 900).Select(stars.LabelsOf)]);
            return Math.Abs(Enumerable.Range(0, 900).Average(i => predicted[i] - stars[i]["magnitude"]));
        }
    }

    [Fact]
    public void Each_cut_says_how_many_stars_it_removed()
    {
        InventedStars stars = new(400, "mass", "e_mass", "a_k");
        Change(0, 10, "c_fe", -9999);
        Change(10, 17, "teff", 1e6);
        Change(17, 22, "aspcapflag", 1 << 23);
        Change(22, 34, "e_mass", 0.5);
        Change(34, 37, "mass", -1);
        Change(37, 50, "e_plx", 2);
        Change(50, 61, "e_k_mag", 9.998);
        Change(61, 64, "a_k", 0.6);
        Change(64, 70, "plx", -2);

        string mass = temporary.New("mass");
        string distance = temporary.New("distance");
        Train(stars, mass, ("target", "mass_uncor_ss"));
        Train(stars, distance, ("target", "distance"), ("binary_residual", 0.0));

        IReadOnlyDictionary<string, int> ofMass = DistMassModel.Load(mass)[NetworkTarget.MassUncorSs]!.Description.Stars;
        Assert.Equal(
            (10, 7, 5, 12, 3),
            (ofMass["left out: without all of teff, logg, fe_h, c_fe and n_fe"], ofMass["left out: with a label that no star has"],
                ofMass["left out: with STAR_BAD in ASPCAPFLAG"], ofMass["left out: with an error of the mass above 10 %"],
                    ofMass["left out: without a mass and its error"]));
        Assert.Equal(400, ofMass["given"]);
        Assert.Equal(363, ofMass["training"] + ofMass["validation"] + ofMass["test"]);
        IReadOnlyDictionary<string, int> ofDistance = DistMassModel.Load(distance)[NetworkTarget.AbsoluteMagnitude]!.Description.Stars;
        Assert.Equal(
            (13, 11, 3, 6),
            (ofDistance["left out: with an error of the parallax above 15 %"],
                ofDistance["left out: without K, or with an error of K above 0.5 mag (saturated)"],
                ofDistance["left out: with A_K of 0.5 mag or more"],
                    ofDistance["left out: without a radius, a positive parallax with its error, or a cluster of known distance"]));

        void Change(int from, int to, string input, double value)
        {
            for (int i = from; i < to; i++)
            {
                stars[i][input] = value;
            }
        }
    }

    [Fact]
    public void Stars_of_a_cluster_without_a_precise_parallax_get_its_distance()
    {
        InventedStars stars = new(300, "a_k");
        for (int i = 0; i < 40; i++)
        {
            stars[i]["k_mag"] += 5 * Math.Log10(900 / 250.0);
            stars[i]["e_plx"] = 1;
            stars.Put(i, "M 67");
        }

        TrainingContext context = Opened.Context([.. quick]);
        TrainingSamples samples = TrainingSamples.Of(stars, DistMassTrainingOptions.Read(context), context, CancellationToken.None);
        TrainingContext plain = Opened.Context([.. quick, ("clusters", false)]);

        Assert.Equal(300, samples.Samples.Count);
        Assert.All(samples.Samples.Take(40), sample => Assert.Equal("cluster", sample.Origin));
        Assert.All(samples.Samples.Take(40).Index(), sample => Assert.Equal(stars[sample.Index]["magnitude"], sample.Item.Value, 0.5));
        Assert.All(samples.Samples.Take(40), sample => Assert.InRange(sample.Error, 0.18, 0.19));
        Assert.Equal(260, TrainingSamples.Of(stars, DistMassTrainingOptions.Read(plain), plain, CancellationToken.None).Samples.Count);
    }

    [Fact]
    public void A_second_training_adds_its_network_to_a_model()
    {
        InventedStars stars = new(300, "mass", "e_mass", "a_k");
        string first = temporary.New("first");
        string second = temporary.New("second");
        Train(stars, first, ("target", "mass_cor_ss"));
        ModelManifest manifest = Train(stars, second, ("target", "distance"), ("add_to", first));

        DistMassModel model = DistMassModel.Load(second);
        Assert.Equal(["distance", "mass_cor_ss"], model.Networks.Select(network => network.Target));
        Assert.Equal(
            JsonSerializer.Serialize(DistMassModel.Load(first)[NetworkTarget.MassCorSs]!.Description, NetworkJson.Options),
            JsonSerializer.Serialize(model[NetworkTarget.MassCorSs]!.Description, NetworkJson.Options));
        Assert.Contains(model.Stars, star => star.Target == NetworkTarget.MassCorSs);
        Assert.Contains(model.Stars, star => star.Target == NetworkTarget.AbsoluteMagnitude);
        Assert.Equal(["distance", "mass_cor_ss"], ValidationTables.Load(second).Tables.Select(table => table.Target).Distinct());
        Assert.Equal("no network", manifest.Settings.GetProperty("networks").GetProperty("mass_cor_tw").GetString()![..10]);
        Assert.Contains("## mass_cor_ss", File.ReadAllText(Path.Combine(second, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_does_not_depend_on_threads_but_on_the_seed()
    {
        InventedStars stars = new(300, "mass", "e_mass");
        Assert.Equal(Weights(1, 0), Weights(4, 0));
        Assert.NotEqual(Weights(2, 0), Weights(2, 1));

        string Weights(int threads, int seed)
        {
            string folder = temporary.New($"{threads} {seed}");
            TrainingContext context = Opened.Context([.. quick, ("target", "mass_cor_ss"), ("restarts", 2), ("epochs", 10), ("activation", "best")]);
            new DistMassTrainer().Train(
                stars, folder, new TrainingContext { Options = context.Options, Command = "c", Threads = threads, Seed = seed },
                    CancellationToken.None);
            return File.ReadAllText(Path.Combine(folder, DistMassModel.NetworksFile));
        }
    }

    [Theory]
    [InlineData("target", "luminosity", "There is no target 'luminosity'.")]
    [InlineData("activation", "swish", "activation is 'swish'; set it to best or tanh or relu or sigmoid.")]
    [InlineData("folds", 1, "folds is 1;")]
    [InlineData("neurons", 0, "neurons is 0; set it to a number from 1 to 1000.")]
    [InlineData("max_parallax_error", -1.0, "max_parallax_error is -1;")]
    [InlineData("add_to", "absent", "networks.jsonl")]
    public void A_wrong_option_is_told(string option, object value, string reason) => Assert.Contains(
        reason, Assert.Throws<ConfigurationException>(() => Train(new InventedStars(200, "a_k"), temporary.New("x"), (option, value))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Stars_that_are_no_training_set_are_told()
    {
        Assert.Contains("There is no label mass.", Refused(new InventedStars(200, "a_k"), ("target", "mass_cor_ss")), StringComparison.Ordinal);
        Assert.Contains("50 of 50 stars are left after the cuts, and 100 are needed.", Refused(new InventedStars(50, "a_k")),
            StringComparison.Ordinal);
        InventedStars same = new(200, "a_k");
        for (int i = 0; i < 200; i++)
        {
            same[i]["fe_h"] = 0;
        }

        Assert.Contains("All stars have the same fe_h", Refused(same), StringComparison.Ordinal);

        string Refused(InventedStars stars, params (string, object)[] options) =>
            Assert.ThrowsAny<Exception>(() => Train(stars, temporary.New("y"), options)) switch
            {
                BadInputException e => e.Message,
                AggregateException { InnerException: BadInputException e } => e.Message,
                Exception e => throw e,
            };
    }

    static ModelManifest Train(InventedStars stars, string folder, params (string Option, object Value)[] options) =>
        new DistMassTrainer().Train(stars, folder, Opened.Context([.. options, .. quick]), CancellationToken.None);
}

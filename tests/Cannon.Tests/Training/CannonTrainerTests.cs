using System.Text.Json;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests.Training;

public sealed class CannonTrainerTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_trained_model_finds_the_labels_of_stars_that_it_did_not_see_with_errors_of_the_right_size()
    {
        ModelManifest manifest = Train(new InventedStars(300), "model", InventedStars.Context(("folds", 10)));
        CannonPipeline pipeline = Open(manifest, "model");
        InventedStars others = new(200, "others");
        double[][] pulls = [.. Enumerable.Range(0, others.Count).Select(n =>
        {
            CannonResult result = pipeline.Analyse([others.Read(n)], CancellationToken.None)[0];
            return new[]
            {
                (result.Teff - others.Truths[n][0]) / result.TeffError,
                (result.Logg - others.Truths[n][1]) / result.LoggError,
                (result.FeH - others.Truths[n][2]) / result.FeHError,
            };
        })];
        for (int i = 0; i < 3; i++)
        {
            // Four standard errors of the mean and of the width of 200 draws; a few of the 200 lie at the edge of the training set.
            Assert.InRange(pulls.Average(pull => pull[i]), -0.3, 0.3);
            Assert.InRange(1.4826 * Quantile.Median(pulls.Select(pull => Math.Abs(pull[i]))), 0.75, 1.3);
        }
    }

    [Fact]
    public void The_manifest_says_what_was_trained_and_how_good_it_is()
    {
        ModelManifest manifest = Train(new InventedStars(240), "model");
        CannonModel model = CannonModel.Load(new Model(manifest, Folder("model"), ""));
        Assert.Equal("240 invented stars", manifest.TrainedOn);
        Assert.Equal("astra train Cannon", manifest.Command);
        Assert.Equal([CannonModel.WeightFileName], manifest.Files.Keys);
        Assert.Equal(PolynomialTerms.Quadratic, model.Settings.Terms);
        Assert.Equal(InventedStars.Lines, model.UsablePixels);
        Assert.Equal([322, 3242], model.Settings.Chips[0]);
        Assert.Equal(240, manifest.Accuracy["stars validated"] + manifest.Accuracy["stars left out of the validation"]);

        // What the pixels could tell at best: the formal error, which validation must reach but not beat.
        double formal = Quantile.Median(Enumerable.Range(0, 20).Select(n => new LabelFitterOf(model).FormalTeff(n)));
        Assert.InRange(manifest.Accuracy["teff robust scatter (K)"] / formal, 0.8, 1.6);
        Assert.InRange(Math.Abs(manifest.Accuracy["teff bias (K)"]), 0, 0.5 * formal);
        Assert.InRange(Quantile.Median(model.Variance.Where(double.IsFinite).Select(Math.Sqrt)), 0.75 * InventedStars.Scatter, 1.25 * InventedStars.Scatter);
    }

    [Fact]
    public void The_report_lists_every_star_with_truth_and_finding_and_every_group()
    {
        Train(new InventedStars(120), "model");
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder("model"), "report.json")));
        JsonElement[] stars = [.. report.RootElement.GetProperty("stars").EnumerateArray()];
        Assert.Equal(Enumerable.Range(1, 120), stars.Select(star => star.GetProperty("row").GetInt32()));
        Assert.Equal(["1", "2", "3"], stars.Select(star => star.GetProperty("left_out_with").GetString()).Distinct().Order());
        Assert.All(stars.GroupBy(star => star.GetProperty("left_out_with").GetString()), fold => Assert.Equal(40, fold.Count()));
        Assert.All(stars, star => Assert.Equal(star.GetProperty("truth")[0].GetDouble(), star.GetProperty("fitted")[0].GetDouble(), 200.0));
        JsonElement group = Assert.Single(report.RootElement.GetProperty("groups").EnumerateArray());
        Assert.Equal("cluster", group.GetProperty("group").GetString());
        Assert.Equal(24, group.GetProperty("stars").GetInt32());
        string markdown = File.ReadAllText(Path.Combine(Folder("model"), "report.md"));
        Assert.Contains("| teff | K | ", markdown);
        Assert.Contains("## Without the group cluster (24 stars)", markdown);
    }

    [Fact]
    public void The_model_does_not_depend_on_the_number_of_threads()
    {
        InventedStars stars = new(90);
        Train(stars, "one", new TrainingContext { Options = InventedStars.Context().Options, Threads = 1 });
        Train(stars, "four", new TrainingContext { Options = InventedStars.Context().Options, Threads = 4 });
        foreach (string file in new[] { CannonModel.WeightFileName, "report.json" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(Folder("one"), file)), File.ReadAllBytes(Path.Combine(Folder("four"), file)));
        }
    }

    [Fact]
    public void The_fold_of_a_star_does_not_depend_on_the_order_but_on_the_seed()
    {
        Dictionary<string, string> Folds(InventedStars stars, string name, int seed)
        {
            TrainingContext context = InventedStars.Context();
            Train(stars, name, new TrainingContext { Options = context.Options, Threads = 2, Seed = seed });
            using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(name), "report.json")));
            return report.RootElement.GetProperty("stars").EnumerateArray().ToDictionary(star => star.GetProperty("name").GetString()!, star => star.GetProperty("left_out_with").GetString()!);
        }

        Dictionary<string, string> straight = Folds(new InventedStars(90), "straight", 0);
        Dictionary<string, string> reversed = Folds(new InventedStars(90, edit: (n, star) => star with { Name = $"stars-{89 - n}" }), "reversed", 0);
        Dictionary<string, string> reseeded = Folds(new InventedStars(90), "reseeded", 1);
        Assert.All(straight, star => Assert.Equal(star.Value, reversed[star.Key]));
        Assert.Contains(straight, star => star.Value != reseeded[star.Key]);
    }

    [Fact]
    public void Any_label_can_be_trained_and_those_without_a_column_are_in_the_arrays()
    {
        ModelManifest manifest = Train(new InventedStars(120, labels: ["teff", "log_mass", "rotation"]), "model");
        CannonResult result = Open(manifest, "model").Analyse([new InventedStars(1, "other").Read(0)], CancellationToken.None)[0];
        Assert.Equal("teff,log_mass,rotation", result.Labels);
        Assert.Equal((float)result.LabelValues[1], result.LogMass);
        Assert.Equal((float)result.LabelErrors[1], result.LogMassError);
        Assert.Equal(Math.Sqrt(result.Covariance[4]), result.RawLogMassError, 1e-6);
        Assert.Equal(3, result.LabelValues.Length);
        Assert.True(float.IsNaN(result.Logg));
    }

    [Fact]
    public void A_censored_label_has_no_coefficient_in_its_pixels()
    {
        ModelManifest manifest = Train(new InventedStars(90), "model", InventedStars.Context(("censor", "fe_h: 400-499, 600"), ("folds", 0)));
        CannonModel model = CannonModel.Load(new Model(manifest, Folder("model"), ""));
        Assert.Empty(manifest.Accuracy);
        foreach (int t in Enumerable.Range(1, 9))
        {
            foreach ((int pixel, int n) in model.Pixels.Select((pixel, n) => (pixel, n)).Where(p => p.pixel is >= 400 and < 1000))
            {
                bool zero = model.Coefficients[(t * model.Stride) + n] == 0;
                Assert.Equal(model.Terms.Contains(t, 2) && pixel is < 500 or 600, zero);
            }
        }
    }

    public static TheoryData<string, string> BadTables => new()
    {
        { "few", "There are 19 stars; a model of 10 terms needs 20 or more" },
        { "missing", "The label logg is missing in 12 of 90 rows: row 1 (stars-0), row 2 (stars-1), row 3 (stars-2), row 4 (stars-3), row 5 (stars-4), row 6 (stars-5), row 7 (stars-6), row 8 (stars-7), row 9 (stars-8), row 10 (stars-9) and 2 more" },
        { "repeated", "2 stars are there more than once: stars-7 (rows 8, 31); stars-9 (rows 10, 51)" },
        { "constant", "The label fe_h is -0.5 in every row" },
        { "dependent", "The label fe_h follows from teff, logg in every row" },
        { "two values", "the term fe_h^2 follows from the terms before it" },
        { "unreadable", "The spectra of 1 stars cannot be read: row 5 (stars-4). The first: file.fits is damaged" },
        { "no data", "The spectra of 2 stars have no pixel that can be used: row 3 (stars-2), row 4 (stars-3). Of the 7214 pixels of the first, 7214 have no finite flux" },
    };

    [Theory]
    [MemberData(nameof(BadTables))]
    public void A_bad_training_table_is_refused_with_its_rows_or_columns(string fault, string reason)
    {
        InventedStars stars = fault switch
        {
            "few" => new InventedStars(19),
            "missing" => Edited((n, labels) => labels[1] = n < 12 ? double.NaN : labels[1]),
            "repeated" => new InventedStars(90, edit: (n, star) => star with { Name = n == 30 ? "stars-7" : n == 50 ? "stars-9" : star.Name }),
            "constant" => Edited((_, labels) => labels[2] = -0.5),
            "dependent" => Edited((_, labels) => labels[2] = 3 - (0.001 * labels[0]) + (2 * labels[1])),
            "two values" => Edited((n, labels) => labels[2] = n % 2),
            "unreadable" => new InventedStars(90, change: (n, spectrum) => n == 4 ? throw new BadInputException("file.fits is damaged") : spectrum),
            _ => new InventedStars(90, change: (n, spectrum) => n is 2 or 3 ? Simulated.Changed(spectrum, (flux, _, _) => Array.Fill(flux, float.NaN)) : spectrum),
        };
        Assert.Contains(reason, Assert.Throws<BadInputException>(() => Train(stars, "model")).Message);

        static InventedStars Edited(Action<int, double[]> change) => new(90, edit: (n, star) =>
        {
            double[] labels = [.. star.Labels];
            change(n, labels);
            return star with { Labels = labels };
        });
    }

    [Theory]
    [InlineData("terms", "1; teff; logg; fe_h; age", "terms: 'age' in the term 'age' is not a label")]
    [InlineData("scaling", "minmax", "scaling=minmax is not known; there are mean-std, median-percentile, none")]
    [InlineData("regularization", -1.0, "regularization=-1: it must be 0 or more")]
    [InlineData("scatter_floor", 0.0, "scatter_floor=0: it must be above 0")]
    [InlineData("error_floor", -1.0, "not negative")]
    [InlineData("censor", "age:100", "'age:100' is not a label with its pixels, such as teff:100-200,300")]
    [InlineData("censor", "teff:none.txt", "censor: 'none.txt' is not a pixel, 0 to 8574, nor a range of pixels such as 240-242, and there is no file of this name")]
    [InlineData("continuum", "spline", "continuum=spline is not known")]
    [InlineData("continuum_pixels", "100-200", "continuum_pixels has no meaning for continuum=none")]
    [InlineData("continuum_order", -1, "an order of 0 to 20")]
    [InlineData("continuum_degree", 21, "a degree of 0 to 20")]
    [InlineData("chips", "8575", "chips=8575 is not known; there are auto, 7214, 7514")]
    [InlineData("folds", 1, "folds=1: use 2 to 90 (the number of stars), or 0 for no cross-validation")]
    [InlineData("folds", -1, "folds=-1: it must be 0 or more")]
    [InlineData("max_iterations", 0, "max_iterations=0: it must be 1 or more")]
    [InlineData("stars_per_term", 0.5, "stars_per_term=0.5: it must be 1 or more")]
    public void A_wrong_option_is_a_configuration_error(string option, object value, string reason) =>
        Assert.Contains(reason, Assert.Throws<ConfigurationException>(() => Train(new InventedStars(90), "model", InventedStars.Context((option, value)))).Message);

    [Fact]
    public void Folds_that_leave_too_few_stars_are_refused() =>
        Assert.Contains("each fold trains on only 15 of 30 stars", Assert.Throws<BadInputException>(() => Train(new InventedStars(30), "model", InventedStars.Context(("folds", 2)))).Message);

    [Theory]
    [InlineData(250, "7514")]
    [InlineData(330, "7214")]
    public void The_pixels_are_those_that_hold_all_data(int pixel, string chips)
    {
        InventedStars stars = new(60, change: (n, spectrum) => n != 7 ? spectrum : Simulated.Changed(spectrum, (flux, error, _) => (flux[pixel], error[pixel]) = (1, 0.01f)));
        ModelManifest manifest = Train(stars, "model", InventedStars.Context(("folds", 0)));
        Assert.Equal(int.Parse(chips, System.Globalization.CultureInfo.InvariantCulture), CannonModel.Load(new Model(manifest, Folder("model"), "")).Pixels.Length);
    }

    [Fact]
    public void Progress_tells_the_steps_and_cancelling_stops()
    {
        List<string> steps = [];
        TrainingContext context = new()
        {
            Options = InventedStars.Context().Options,
            Progress = step =>
            {
                lock (steps)
                {
                    Assert.InRange(step.Fraction, 0, 1);
                    steps.Add(step.Name);
                }
            },
        };
        Train(new InventedStars(60), "model", context);
        Assert.Equal(["looking where spectra have data", "reading spectra", "training", "fold 1 of 3", "fold 2 of 3", "fold 3 of 3", "without group cluster"], steps.Distinct());
        Assert.Throws<OperationCanceledException>(() => new CannonTrainer().Train(new InventedStars(60), Folder("cancelled"), context, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.EnumerateFiles(Folder("cancelled")));
    }

    ModelManifest Train(InventedStars stars, string name, TrainingContext? context = null) =>
        new CannonTrainer().Train(stars, Folder(name), context ?? InventedStars.Context(), CancellationToken.None);

    string Folder(string name) => folder.CreateSubdirectory(name).FullName;

    CannonPipeline Open(ModelManifest manifest, string name) =>
        new(OpenedPipeline.ContextFor(new Model(manifest, Folder(name), "hash"), ("min_pixels", 100)));

    /// <summary>Fits an invented star with a trained model.</summary>
    sealed class LabelFitterOf(CannonModel model)
    {
        public double FormalTeff(int star)
        {
            SpectrumNormaliser normaliser = new(model.Settings.Continuum, model.Chips, model.Settings.ErrorFloor, PixelMask.Bad);
            double[] flux = new double[model.Pixels.Length];
            double[] variance = new double[flux.Length];
            normaliser.Normalise(new InventedStars(star + 1, "more").Read(star).Spectrum, flux, variance);
            return new LabelFitter(model, 100).Fit(flux, variance)!.FormalErrors()[0];
        }
    }
}

using System.Text.Json;
using Astra.Plugins.DistMass;
using Astra.Plugins.DistMass.Training;
using Astra.Testing;

namespace Astra.DistMass.Tests.Training;

/// <summary>
/// How good networks of real stars are on stars that they were not trained on; bounds are what is asked for, and what was measured and a bit.
/// </summary>
public sealed class RealStarsTests : IDisposable
{
    static readonly (string, object)[] quick = [("optimiser", "adam"), ("restarts", 1), ("folds", 10)];

    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [SharedDataFact]
    public void Masses_are_as_good_with_seismic_gravities_as_asked_for()
    {
        ModelManifest manifest = Train(RealStars.Masses(isSeismic: true), [.. quick, ("target", "mass_cor_ss"), ("activation", "sigmoid")]);
        Assert.Equal(5261, manifest.Accuracy["mass_cor_ss: 10-fold: stars"]);
        Assert.InRange(manifest.Accuracy["mass_cor_ss: 10-fold: standard deviation of the fractional error"], 0.05, 0.082);
        Assert.InRange(manifest.Accuracy["mass_cor_ss: 10-fold: median fractional error"], -0.02, 0.02);
    }

    [ScikitLearnFact]
    public void Masses_with_spectroscopic_gravities_are_as_good_as_those_of_scikit_learn()
    {
        RealStars stars = RealStars.Masses(isSeismic: false);
        ModelManifest manifest = Train(stars, [.. quick, ("target", "mass_cor_ss"), ("activation", "sigmoid")]);
        double ours = manifest.Accuracy["mass_cor_ss: 10-fold: standard deviation of the fractional error"];
        (double theirs, _) = Ask("mass", Samples(stars, ("target", "mass_cor_ss")));

        Assert.InRange(ours, 0.05, 0.092);
        Assert.InRange(manifest.Accuracy["mass_cor_ss: 10-fold: median fractional error"], -0.02, 0.02);
        Assert.InRange(ours, 0, 1.05 * theirs);
    }

    [ScikitLearnFact]
    public void Distances_of_Hipparcos_stars_and_seismic_magnitudes_are_as_good_as_asked_for()
    {
        RealStars stars = RealStars.Magnitudes();
        (string, object)[] options = [.. quick, ("target", "distance"), ("activation", "relu"), ("extinction", "none"), ("binary_residual", 0.0),
            ("error_floor", 0.2)];
        ModelManifest manifest = Train(stars, options);
        IReadOnlyList<TrainingSample> samples = Samples(stars, options);
        (_, double theirs) = Ask("distance", [.. samples.Where(sample => sample.Origin == "parallax")]);

        Assert.Equal(656, manifest.Accuracy["distance: 10-fold, parallax: stars"]);
        Assert.InRange(manifest.Accuracy["distance: 10-fold, parallax: median absolute fractional error of the distance"], 0.05, 0.16);
        Assert.InRange(manifest.Accuracy["distance: 10-fold, parallax: median absolute fractional error of the distance"], 0, theirs + 0.02);
        Assert.InRange(manifest.Accuracy["distance: 10-fold, seismic: median absolute fractional error of the distance"], 0.01, 0.06);
        IReadOnlyList<string>[] bins = [.. ValidationTables.Load(temporary.Path).Tables.Single(table => table.Name == "error-by-logg-seismic").Rows];
        Assert.Equal(["2.5 to 3", "3 to 3.5"], bins[^2..].Select(bin => bin[0]));
        Assert.All(bins[^2..], bin => Assert.InRange(double.Parse(bin[3], System.Globalization.CultureInfo.InvariantCulture), 0.01, 0.1));
    }

    ModelManifest Train(RealStars stars, params (string, object)[] options) =>
        new DistMassTrainer().Train(stars, temporary.Path, Opened.Context(options), CancellationToken.None);

    static IReadOnlyList<TrainingSample> Samples(RealStars stars, params (string, object)[] options)
    {
        TrainingContext context = Opened.Context(options);
        return TrainingSamples.Of(stars, DistMassTrainingOptions.Read(context), context, CancellationToken.None).Samples;
    }

    (double Deviation, double MedianAbsolute) Ask(string what, IReadOnlyList<TrainingSample> samples)
    {
        string path = Path.Combine(temporary.New("judge"), "samples.json");
        File.WriteAllText(path,
            JsonSerializer.Serialize(samples.Select(sample => Enumerable.Range(0, StellarLabels.Count).Select(label => sample.Labels[label])
            .Append(sample.Value))));
        double[] answer = JsonSerializer.Deserialize<double[]>(Python.AskJudge("distmass_judge.py", what, path))!;
        return (answer[0], answer[1]);
    }
}

using System.Reflection;
using Astra.Plugins.AstroNN;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.AstroNN.Tests;

/// <summary>What the model that ships makes of stars that it was not trained on.</summary>
public class ShippedModelTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void Drawn_giants_with_the_labels_of_seismic_stars_come_out_right_whatever_their_evolutionary_state()
    {
        var stars = SeismicStars.OneIn(26);
        var answers = Ask(DrawnStars.At(stars.Select(star => star.Labels), 100, ["spectrum_flags"])).ToArray();
        string[] names = ["teff", "logg", "fe_h", "mg_h"];
        double[] limits = [40, 0.07, 0.03, 0.03];
        for (int label = 0; label < names.Length; label++)
        {
            double[] differences = [.. answers.Select(answer => Value(answer.Result, label) - Truth(answer.Truth, label))];
            double bias = differences.Average();
            double scatter = Math.Sqrt(differences.Average(difference => (difference - bias) * (difference - bias)));
            double[] pulls = [.. answers.Select((answer, i) => Math.Abs(differences[i]) / Error(answer.Result, label)).Order()];
            output.WriteLine($"{names[label]}: bias {bias:F4}, scatter {scatter:F4}, difference over error {pulls[(int)(0.683 * pulls.Length)]:F2}");
            Assert.InRange(scatter, 0, limits[label]);
            Assert.InRange(Math.Abs(bias), 0, limits[label] / 2);
            Assert.InRange(pulls[(int)(0.683 * pulls.Length)], 0.5, 1.5);
        }

        double clump = Mean(isClump: true);
        double branch = Mean(isClump: false);
        output.WriteLine($"log g in the clump {clump:F4}, on the giant branch {branch:F4}, of {answers.Length} stars");
        Assert.InRange(clump - branch, -0.03, 0.03);
        Assert.InRange(answers.Count(answer => answer.Result.Flags.HasFlag(AstroNNFlags.OutsideDomain)) / (double)answers.Length, 0, 0.03);

        double Mean(bool isClump) => answers.Where((_, i) => stars[i].IsClump == isClump).Average(answer => answer.Result.Logg - answer.Truth[1]);
    }

    [SharedDataFact]
    public void What_the_network_was_not_trained_on_is_told_by_large_errors_or_by_the_domain()
    {
        var hot = Ask(DrawnStars.Draw(60, 100, ["spectrum_flags"], accept: labels => labels[0] > 7000)).Select(answer => answer.Result).ToArray();
        var noise = Ask(Enumerable.Range(0, 40).Select(i => (InventedStars.Target(Noise($"noise {i}")), Array.Empty<double>())))
            .Select(answer => answer.Result).ToArray();
        var strangers = RealSpectra.Stars().Except(RealSpectra.Giants)
            .Select(star => Ask([(InventedStars.Target(RealSpectra.Read(star).First()), [])]).Single().Result).ToArray();
        var giants = RealSpectra.Giants.Select(star => Ask([(InventedStars.Target(RealSpectra.Read(star).First()), [])]).Single().Result).ToArray();
        foreach ((string name, AstroNNResult[] results) in new[] { ("hot stars", hot), ("noise", noise), ("late dwarfs", strangers), ("giants", giants) })
        {
            output.WriteLine(
                $"{name}: median e_teff {Median(results, result => result.TeffError):F0} K, e_logg {Median(results, result => result.LoggError):F2}, "
                + $"e_fe_h {Median(results, result => result.FeHError):F2}, domain_distance {Median(results, result => result.DomainDistance):F2}, "
                + $"bad {results.Count(IsBad)} of {results.Length}");
        }

        foreach (AstroNNResult giant in giants)
        {
            output.WriteLine($"{giant.Teff:F0} +- {giant.TeffError:F0}, {giant.Logg:F2} +- {giant.LoggError:F2}, {giant.FeH:F2}, {giant.DomainDistance:F2}");
        }

        Assert.All(hot, result => Assert.True(IsBad(result)));
        Assert.All(noise, result => Assert.True(IsBad(result)));
        Assert.InRange(strangers.Count(IsBad) / (double)strangers.Length, 0.9, 1);
        double ordinary = Median([.. Ask(DrawnStars.At(SeismicStars.OneIn(200).Select(star => star.Labels), 100, ["spectrum_flags"])).Select(answer => answer.Result)],
            result => result.TeffError);
        output.WriteLine($"e_teff of drawn giants {ordinary:F0} K");
        Assert.True(Median(noise, result => result.TeffError) > 2 * ordinary || noise.All(result => result.Flags.HasFlag(AstroNNFlags.OutsideDomain)));
    }

    static bool IsBad(AstroNNResult result) => result.Flags.HasFlag(AstroNNFlags.OutsideDomain) || result.Flags.HasFlag(AstroNNFlags.OutsideLabelRange)
        || result.Flags.HasFlag(AstroNNFlags.UncertainTeff) || (result.Flags.HasFlag(AstroNNFlags.UncertainLogg) && result.Flags.HasFlag(AstroNNFlags.UncertainFeH));

    static double Value(AstroNNResult result, int label) => label switch { 0 => result.Teff, 1 => result.Logg, 2 => result.FeH, _ => result.MgH };

    static double Error(AstroNNResult result, int label) =>
        label switch { 0 => result.TeffError, 1 => result.LoggError, 2 => result.FeHError, _ => result.MgHError };

    static double Truth(double[] labels, int label) => label < 3 ? labels[label] : labels[2] + labels[3];

    static double Median(AstroNNResult[] results, Func<AstroNNResult, float> of) => results.Select(of).Order().ElementAt(results.Length / 2);

    static Spectrum Noise(string name) => InventedStars.Spectrum(name, change: (flux, error, _) =>
    {
        RandomSource random = RandomSource.FromName(name);
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] = error[p] < 1e9f ? (float)(100 + (50 * random.NextGaussian())) : flux[p];
            error[p] = error[p] < 1e9f ? 50 : error[p];
        }
    });

    static IEnumerable<(AstroNNResult Result, double[] Truth)> Ask(IEnumerable<(Target Target, double[] Truth)> stars)
    {
        Dictionary<string, object> options = typeof(AstroNNPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        AstroNNPipeline pipeline = new(new PipelineContext("AstroNN", ShippedModel.Of("emulated-giants")) { Options = options });
        foreach ((Target, double[])[] batch in stars.Chunk(4))
        {
            IReadOnlyList<AstroNNResult> results = pipeline.Analyse([.. batch.Select(star => star.Item1)], CancellationToken.None);
            for (int i = 0; i < batch.Length; i++)
            {
                yield return (results[i], batch[i].Item2);
            }
        }
    }
}

using System.Reflection;
using Astra.Neural;
using Astra.Plugins.LatentAge;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.LatentAge.Tests;

/// <summary>What the model that ships makes of stars, drawn anew (most of their labels it was trained on; held-out figures are in its manifest) and real.</summary>
public class ShippedModelTests(ITestOutputHelper output)
{
    const string Shipped = "simulated-apokasc";

    [Fact]
    public void Its_manifest_has_the_figures_that_it_was_made_for()
    {
        ModelManifest manifest = ShippedModel.Of(Shipped).Manifest;
        Assert.InRange(manifest.Accuracy["nu_max scatter (%)"], 0, 10);
        Assert.InRange(manifest.Accuracy["delta_nu scatter (%)"], 0, 7);
        Assert.InRange(manifest.Accuracy["evolutionary state right (%)"], 90, 100);
        Assert.InRange(manifest.Accuracy["age difference over scatter of trees, width, all"], 0.7, 1.1);
        Assert.InRange(manifest.Accuracy["age difference over error, width, all"], 0.7, 1.3);
        Assert.Contains("simulated", manifest.TrainedOn);
        Assert.True(new LatentAgeVerifier().Verify(ShippedModel.Of(Shipped)).Passed);
    }

    [SharedDataFact]
    public void Drawn_giants_with_the_labels_of_seismic_stars_have_their_nu_max_Delta_nu_and_state()
    {
        var stars = SeismicStars.OneIn(13).Where(star => star.Labels[1] is > 1.9 and < 3.2).ToArray();
        Target[] drawn = [.. DrawnStars.At(stars.Select(star => star.Labels), 120, []).Select((star, i) => InventedModel.Star(
            star.Target.Spectrum, stars[i].Labels[1], snr: 120, teff: stars[i].Labels[0], feH: stars[i].Labels[2]))];
        IReadOnlyList<LatentAgeResult> results = Open().Analyse(drawn, CancellationToken.None);
        double[] nuMax = [.. results.Zip(stars, (result, star) =>
            Math.Log(result.NuMax / (3076 * star.Mass / (star.Radius * star.Radius) / Math.Sqrt(star.Labels[0] / 5777))))];
        double[] deltaNu = [.. results.Zip(stars, (result, star) => Math.Log(result.DeltaNu / (135.146 * Math.Sqrt(star.Mass / Math.Pow(star.Radius, 3)))))];
        int right = results.Zip(stars, (result, star) => result.RedClumpProbability > 0.5 == star.IsClump).Count(isRight => isRight);
        int flagged = results.Count(result => result.Flags.HasFlag(LatentAgeFlags.OutsideDomain));
        output.WriteLine($"{stars.Length} stars: nu_max {ErrorCalibration.Width(nuMax):P1}, Delta nu {ErrorCalibration.Width(deltaNu):P1}, state {(double)right / stars.Length:P1}, outside {flagged}");
        Assert.InRange(ErrorCalibration.Width(nuMax), 0.01, 0.1);
        Assert.InRange(ErrorCalibration.Width(deltaNu), 0.01, 0.07);
        Assert.InRange((double)right / stars.Length, 0.9, 1);
        Assert.InRange((double)flagged / stars.Length, 0, 0.04);
        Assert.All(results.Where(result => result.Logg >= 2.5), result => Assert.True(result.AgeError > 0));
    }

    [SharedDataFact]
    public void Real_stars_that_are_no_giants_are_bad_and_the_giants_come_out_as_giants()
    {
        LatentAgePipeline pipeline = Open();
        Dictionary<string, LatentAgeResult> results = RealSpectra.Stars().ToDictionary(
            star => star, star => pipeline.Analyse([InventedModel.Star(RealSpectra.Read(star).First(), logg: 2.8)], CancellationToken.None)[0]);
        foreach ((string star, LatentAgeResult result) in results)
        {
            output.WriteLine($"{star}: nu_max {result.NuMax:F1}, log g {result.LatentLogg:F2}, Teff {result.LatentTeff:F0}, clump {result.RedClumpProbability:F2}, age {result.Age:F1}, distance {result.DomainDistance:F2}");
        }

        LatentAgeResult[] others = [.. results.Where(pair => !RealSpectra.Giants.Contains(pair.Key)).Select(pair => pair.Value)];
        Assert.InRange(others.Count(result => result.Flags.HasFlag(LatentAgeFlags.OutsideDomain)) / (double)others.Length, 0.9, 1);
    }

    static LatentAgePipeline Open() => new(new PipelineContext("LatentAge", ShippedModel.Of(Shipped))
    {
        Options = typeof(LatentAgePipeline).GetCustomAttributes<OptionAttribute>().ToDictionary(option => option.Name, option => option.DefaultValue),
    });
}

using System.Reflection;
using Astra.Plugins.AstroNN.Distances;
using Astra.Plugins.AstroNN.Distances.Training;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.AstroNN.Tests.Distances;

/// <summary>What the model of distances that ships makes of stars whose luminosity is known.</summary>
public class ShippedDistModelTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void Spectra_drawn_with_the_labels_of_seismic_stars_give_their_luminosities()
    {
        IsochroneMagnitudes isochrones = IsochroneMagnitudes.Read(
            SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat"));
        var stars = SeismicStars.OneIn(26);
        AstroNNDistResult[] results = Ask(DrawnStars.At(stars.Select(star => star.Labels), 100, Inputs));
        double[] ratios =
        [
            .. stars.Zip(results, (star, result) =>
                (result.Luminosity / PseudoLuminosity.OfMagnitude(isochrones.Of(star.Radius, star.Labels[0], star.Labels[1], star.Labels[2]))) - 1),
        ];
        double[] sorted = [.. ratios.Order()];
        double width = (sorted[(int)(0.84 * sorted.Length)] - sorted[(int)(0.16 * sorted.Length)]) / 2;
        double bias = sorted[sorted.Length / 2];
        double[] pulls = [.. results.Select((result, i) => Math.Abs(ratios[i]) * result.Luminosity / result.LuminosityError).Order()];
        output.WriteLine($"bias {bias:F3}, width {width:F3}, difference over error {pulls[(int)(0.683 * pulls.Length)]:F2}, {ratios.Length} stars");
        Assert.InRange(width, 0, 0.10);
        Assert.InRange(bias, -0.04, 0.04);
        Assert.InRange(pulls[(int)(0.683 * pulls.Length)], 0.5, 1.5);
    }

    [SharedDataFact]
    public void Real_stars_that_no_emulator_knows_are_outside_of_the_domain()
    {
        string[] strangers = [.. RealSpectra.Stars().Except(RealSpectra.Giants)];
        AstroNNDistResult[] results = Ask(strangers.Concat(RealSpectra.Giants).Select(star => (Unknown(RealSpectra.Read(star).First()), Array.Empty<double>())));
        foreach (AstroNNDistResult result in results)
        {
            output.WriteLine($"M_K {PseudoLuminosity.Magnitude(result.Luminosity):F2}, distance from training set {result.DomainDistance:F2}, {result.Flags}");
        }

        int outside = results.Take(strangers.Length).Count(result => result.Flags.HasFlag(AstroNNDistFlags.OutsideDomain));
        Assert.InRange(outside / (double)strangers.Length, 0.9, 1);
        Assert.False(results[^1].Flags.HasFlag(AstroNNDistFlags.OutsideDomain));
    }

    static string[] Inputs => [.. typeof(AstroNNDistPipeline).GetCustomAttributes<InputAttribute>().Select(input => input.Name)];

    static Target Unknown(Spectrum spectrum) =>
        new(new Source(1, spectrum.Identity), spectrum, Inputs.ToDictionary(name => name, _ => new InputValue(double.NaN, null)));

    static AstroNNDistResult[] Ask(IEnumerable<(Target Target, double[] Truth)> stars)
    {
        Dictionary<string, object> options = typeof(AstroNNDistPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        AstroNNDistPipeline pipeline = new(new PipelineContext("AstroNNDist", ShippedModel.Of("seismic-hipparcos")) { Options = options });
        return [.. stars.Chunk(4).SelectMany(batch => pipeline.Analyse([.. batch.Select(star => star.Target)], CancellationToken.None))];
    }
}

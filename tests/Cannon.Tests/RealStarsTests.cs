using System.Globalization;
using Astra.Plugins.Cannon;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.Cannon.Tests;

public class RealStarsTests(ITestOutputHelper output)
{
    const string Giant = "2M17334253-1654573";

    public static TheoryData<string> WithAspcapStar => [.. AspcapSpectra.Stars];

    [SharedDataTheory]
    [MemberData(nameof(WithAspcapStar))]
    public void The_continuum_is_the_one_of_the_aspcapStar_file(string star)
    {
        Spectrum observed = RealSpectra.Read(star).First();
        ReadOnlySpan<float> normalised = AspcapSpectra.Read(star).Flux.Span;
        double[] continuum = new double[WavelengthGrid.Pixels];
        bool[] usable = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(observed.HasData)];
        new AspcapContinuum(new ContinuumSettings { Method = ContinuumSettings.AspcapPolynomial }, WavelengthGrid.Chips7514).Fit(observed.Flux.Span, usable, continuum);
        int compared = 0;
        for (int p = 0; p < normalised.Length; p++)
        {
            if (!double.IsNaN(continuum[p]) && normalised[p] > 0)
            {
                // ASPCAP passes its spectra through text with six decimals.
                Assert.Equal(normalised[p], observed.Flux.Span[p] / continuum[p], 2e-6);
                compared++;
            }
        }

        Assert.InRange(compared, 6900, 7514);
    }

    [SharedDataFact]
    public void The_published_model_finds_the_published_labels_in_ASPCAPs_normalised_flux()
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.None);
        CannonResult result = opened.Analyse(AspcapSpectra.Read(Giant));
        Assert.Equal(3792, result.Teff, 30.0);
        Assert.Equal(1.085, result.Logg, 0.05);
    }

    [SharedDataFact]
    public void Its_own_normalisation_of_the_raw_flux_gives_the_same_labels()
    {
        using OpenedPipeline normalised = OpenedPipeline.Published(ContinuumSettings.None);
        using OpenedPipeline raw = OpenedPipeline.Published(ContinuumSettings.AspcapPolynomial);
        CannonResult expected = normalised.Analyse(AspcapSpectra.Read(Giant));
        foreach (Spectrum spectrum in RealSpectra.Read(Giant))
        {
            CannonResult result = raw.Analyse(spectrum);
            Assert.Equal(expected.Teff, result.Teff, 10.0);
            Assert.Equal(expected.Logg, result.Logg, 0.03);
            Assert.Equal(expected.FeH, result.FeH, 0.02);
            Assert.Equal(expected.AlphaFe, result.AlphaFe, 0.02);
        }
    }

    [SharedDataFact]
    public void Giants_within_the_models_range_are_good_and_everything_else_is_flagged_bad()
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.AspcapPolynomial);
        long badBits = BadBits();
        int rows = 0;
        foreach (string star in RealSpectra.Stars())
        {
            foreach (Spectrum spectrum in RealSpectra.Read(star))
            {
                CannonResult result = opened.Analyse(spectrum);
                rows++;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{spectrum.Identity,-28} {result.Teff,7:F0} {result.Logg,6:F2} {result.FeH,6:F2} {result.AlphaFe,6:F2} " +
                    $"rchi2 {result.ReducedChiSquare,6:F2} n {result.Pixels} distance {result.TrainingDistance,5:F2} steps {result.Iterations,3} {result.Flags}"));
                Assert.Equal(RealSpectra.Giants.Contains(star), (result.FlagBits & badBits) == 0);
            }
        }

        Assert.Equal(102, rows);
    }

    static long BadBits() => Enum.GetValues<CannonFlags>()
        .Where(flag => typeof(CannonFlags).GetField(flag.ToString())!.GetCustomAttributes(typeof(FlagAttribute), false) is [FlagAttribute { Severity: Severity.Bad }])
        .Aggregate(0L, (bits, flag) => bits | (long)flag);
}

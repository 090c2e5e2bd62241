namespace Astra.Tutorial.Tests;

/// <summary>Every step, on real spectra.</summary>
public class RealStarsTests
{
    [SharedDataTheory]
    [MemberData(nameof(WidthTests.AllSteps), MemberType = typeof(WidthTests))]
    public void A_giant_of_solar_metallicity_has_the_width_that_the_tutorial_shows(int step)
    {
        Spectrum giant = RealSpectra.Read("2M17334253-1654573").First();

        Row row = Row.Of(Step.Of(step).Open(), giant);

        Assert.Equal(0.3112, row["width"], 1e-4);
    }

    [SharedDataTheory]
    [MemberData(nameof(WidthTests.StepsWithErrors), MemberType = typeof(WidthTests))]
    public void Every_real_spectrum_has_a_width_with_an_error_or_a_reason(int step)
    {
        PipelineUnderTest pipeline = Step.Of(step).Open();
        int measured = 0;
        foreach (Spectrum spectrum in RealSpectra.Stars().SelectMany(RealSpectra.Read).Where(spectrum => step == 6 || spectrum.Kind == SpectrumKind.Combined))
        {
            try
            {
                Row row = Row.Of(pipeline, spectrum);
                Assert.True(double.IsFinite(row["width"]) && row["e_width"] > 0, spectrum.Identity);
                measured++;
            }
            catch (NoResultException none)
            {
                Assert.NotEmpty(none.Message);
            }
        }

        Assert.InRange(measured, step == 6 ? 50 : 15, step == 6 ? 103 : 20);
    }
}

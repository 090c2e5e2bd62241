using Astra.Fits;
using Astra.Testing;

namespace Astra.Simulation.Tests;

public class PhotometryTests
{
    [Fact]
    public void The_Sun_at_ten_parsec_has_its_own_magnitudes()
    {
        BandMagnitudes sun = StellarColors.Absolute(5772, 4.438, 0, StellarColors.SolarBolometricMagnitude);

        // Willmer (2018, ApJS 236, 47), Vega magnitudes: 2MASS J 3.67, H 3.32, Ks 3.27; Gaia G 4.67, BP 4.98, RP 4.18 (Casagrande and VandenBerg
        // 2018).
        Assert.Equal(3.67, sun.J, 0.10);
        Assert.Equal(3.32, sun.H, 0.05);
        Assert.Equal(3.27, sun.K, 0.05);
        Assert.Equal(4.67, sun.G, 0.05);
        Assert.Equal(0.80, sun.Bp - sun.Rp, 0.08);
    }

    [Fact]
    public void Magnitudes_distance_and_parallax_belong_together()
    {
        using EmulatorFile file = new(4);
        SpectrumSimulator simulator = new(Emulator.Read(file.Write()), new SimulationSettings { Mass = 1.2, MeanExtinction = 0.3 });
        double[] extinctions = new double[300];
        int unseen = 0;
        for (int star = 0; star < extinctions.Length; star++)
        {
            SimulatedSpectrum drawn = simulator.Draw(star, [4500, 2.2, 0, 0]);
            StarTruth truth = drawn.Properties;
            double modulus = 5 * Math.Log10(truth.Distance / 10);
            double bolometric = 4.74 - (2.5 * Math.Log10(truth.Luminosity));
            BandMagnitudes absolute = StellarColors.Absolute(4500, 2.2, 0, bolometric);
            Assert.Equal(Math.Sqrt(1.2 * Math.Pow(10, 4.438 - 2.2)), truth.Radius, 1e-9);
            Assert.Equal(truth.Radius * truth.Radius * Math.Pow(4500 / 5772.0, 4), truth.Luminosity, 1e-9);
            Assert.InRange(absolute.H + modulus + (truth.Extinction * 0.131 / 0.078), 7, 13.8);
            Assert.Equal(absolute.K + modulus + truth.Extinction, drawn.Metadata["k_mag"], 0.15);
            double g = absolute.G + modulus + (truth.Extinction * 0.789 / 0.078);
            if (g > 20.7)
            {
                unseen++;
                Assert.All(["plx", "e_plx", "g_mag", "bp_mag", "rp_mag"], (Action<string>)(name => Assert.Equal(double.NaN, drawn.Metadata[name])));
            }
            else
            {
                Assert.Equal(g, drawn.Metadata["g_mag"], 0.02);
                Assert.Equal(1000 / truth.Distance, drawn.Metadata["plx"], 5 * drawn.Metadata["e_plx"]);
                Assert.InRange(drawn.Metadata["e_plx"], 0.01, 1.2);
            }

            extinctions[star] = truth.Extinction;

            // The spectrum's level is that of the H magnitude: 177.6e-17 at H = 12.
            float[] flux = [.. drawn.Truth.Span.ToArray().Where(float.IsFinite).Order()];
            double h = absolute.H + modulus + (truth.Extinction * 0.131 / 0.078);
            Assert.Equal(177.6 * Math.Pow(10, -0.4 * (h - 12)), flux[flux.Length / 2], 1e-3 * flux[flux.Length / 2]);
        }

        Assert.InRange(unseen, 1, 30);
        Assert.Equal(0.3, extinctions.Average(), 4 * 0.3 / Math.Sqrt(extinctions.Length));
    }

    [SharedDataFact]
    public void Colours_of_giants_are_those_of_real_ones()
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("labels", "hipparcos_apogee_dr12.fits"));
        TableHdu table = file.Table(1);
        double[] Column(string name)
        {
            double[] values = new double[table.RowCount];
            table.Read(table.Require(name), 0, values);
            return values;
        }

        double[] teff = Column("TEFF"), logg = Column("LOGG"), metals = Column("PARAM_M_H"), j = Column("J"), k = Column("K");
        double[] ej = Column("J_ERR"), ek = Column("K_ERR"), extinction = Column("AK_TARG");
        double[] residuals = [.. Enumerable.Range(0, teff.Length)
            .Where(i => teff[i] > 3800 && logg[i] is > 0.5 and < 3.8 && metals[i] > -1.5 && ej[i] is > 0 and < 0.04 && ek[i] is > 0 and < 0.04)
            .Select(i =>
            {
                BandMagnitudes model = StellarColors.Absolute(teff[i], logg[i], metals[i], 0);
                double reddening = extinction[i] > 0 && extinction[i] < 1 ? (BandMagnitudes.ExtinctionRatios.J - 1) * extinction[i] : 0;
                return j[i] - k[i] - reddening - (model.J - model.K);
            }).Order()];
        Assert.True(residuals.Length > 50, $"{residuals.Length} stars");
        Assert.Equal(0, residuals[residuals.Length / 2], 0.05);
    }
}

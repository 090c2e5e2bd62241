using Astra.Fits;
using Astra.Testing;

namespace Astra.Simulation.Tests;

public class RadiusEmulatorTests
{
    [SharedDataFact]
    public void It_gives_the_radius_of_the_Sun_and_not_its_logarithm() =>
        Assert.Equal(1, RadiusEmulator.Read(SharedData.Path("emulators", "radius_emulator.fits")).Radius(5772, 4.438, 0), 0.03);

    [SharedDataFact]
    public void It_gives_the_seismic_radii_of_first_ascent_giants_and_too_large_ones_of_the_clump()
    {
        RadiusEmulator emulator = RadiusEmulator.Read(SharedData.Path("emulators", "radius_emulator.fits"));
        using FitsFile file = FitsFile.Open(SharedData.Path("labels", "apokasc3_gold.fits"));
        TableHdu table = file.Table(1);
        string[] state = new string[table.RowCount];
        table.Read(table.Require("EVOL_STATE"), 0, state);
        double[] radius = Column("RADIUS");
        double[] teff = Column("TEFF");
        double[] logg = Column("LOGG_SEIS");
        double[] metals = Column("FE_H");
        double Ratio(string which) => Median([.. Enumerable.Range(0, state.Length).Where(i => state[i] == which)
            .Select(i => emulator.Radius(teff[i], logg[i], metals[i]) / radius[i])]);
        Assert.Equal(1.10, Ratio("RGB"), 0.01);
        Assert.Equal(1.59, Ratio("RC"), 0.01);

        double[] Column(string name)
        {
            double[] values = new double[table.RowCount];
            table.Read(table.Require(name), 0, values);
            return values;
        }
    }

    [SharedDataFact]
    public void Outside_its_limits_it_gives_no_radius()
    {
        RadiusEmulator emulator = RadiusEmulator.Read(SharedData.Path("emulators", "radius_emulator.fits"));
        Assert.Equal(double.NaN, emulator.Radius(2000, 4, 0));
        Assert.Equal(double.NaN, emulator.Radius(5000, double.NaN, 0));
    }

    [Fact]
    public void An_emulator_of_spectra_is_none_of_radii()
    {
        using EmulatorFile file = new(4);
        Assert.Contains("X_MIN cannot be used", Assert.Throws<BadInputException>(() => RadiusEmulator.Read(file.Write())).Message);
    }

    static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}

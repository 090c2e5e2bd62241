using Astra.Isochrones;
using Astra.Plugins.DistMass.Isochrones;
using Astra.Testing;

namespace Astra.DistMass.Tests.Isochrones;

public sealed class BolometricCorrectionTests
{
    [SharedDataFact]
    public void The_polynomial_meets_the_table_to_a_hundredth_of_a_magnitude()
    {
        (BolometricCorrection correction, double scatter, double largest) =
            BolometricCorrection.Fit(IsochroneTable.Read(SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat")));
        Assert.InRange(scatter, 0.005, 0.013);
        Assert.InRange(largest, 0.02, 0.09);

        // The Sun: M_K = 3.27 in 2MASS (Willmer 2018, ApJS 236, 47, table 3, Vega).
        Assert.Equal(3.27, correction.At(Math.Log10(5772), 4.438, 0), 0.06);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 0.203063)]
    [InlineData(0.1, 8.103283)]
    public void Kroupas_function_has_its_two_powers(double mass, double number) => Assert.Equal(number, KroupaMassFunction.At(mass), 1e-6);
}

using Astra.Fits;
using Astra.Testing;

namespace Astra.LatentAge.Tests.Forest;

/// <summary>Real giants with masses and spectroscopic labels (APOKASC-3, Pinsonneault et al. 2025) and the ages that follow from them.</summary>
sealed class ApokascGiants
{
    public static readonly string[] Names = ["teff", "logg", "fe_h", "alpha_fe", "c_n"];

    static readonly string[] Columns = ["TEFF", "LOGG_SEIS", "FE_H", "ALP_FE", "C_N"];

    // Ages of giants go as mass to the power of about -3 (Gyr; Leung et al. 2023's code fits -2.3 to -3.1).
    const double AgeSlope = 3;

    ApokascGiants(float[] inputs, float[] errors, double[] logAge, double[] logAgeError, int[] state)
    {
        Inputs = inputs;
        Errors = errors;
        LogAge = logAge;
        LogAgeError = logAgeError;
        State = state;
    }

    public float[] Inputs { get; }

    public float[] Errors { get; }

    /// <summary>log10 of the age in Gyr.</summary>
    public double[] LogAge { get; }

    /// <summary>From the errors of the masses.</summary>
    public double[] LogAgeError { get; }

    /// <summary>0: red giant branch; 1: red clump.</summary>
    public int[] State { get; }

    public int Count => LogAge.Length;

    /// <summary>Every nth star from a first one.</summary>
    public ApokascGiants Every(int nth, Func<int, bool> remainder)
    {
        int[] stars = [.. Enumerable.Range(0, Count).Where(star => remainder(star % nth))];
        return new ApokascGiants(
            [.. stars.SelectMany(star => Inputs[(star * Names.Length)..((star + 1) * Names.Length)])],
            [.. stars.SelectMany(star => Errors[(star * Names.Length)..((star + 1) * Names.Length)])],
            [.. stars.Select(star => LogAge[star])], [.. stars.Select(star => LogAgeError[star])], [.. stars.Select(star => State[star])]);
    }

    public static ApokascGiants Read()
    {
        Dictionary<long, double> ages = [];
        using (FitsFile file = FitsFile.Open(SharedData.Path("labels", "apokasc3_ages.fits")))
        {
            foreach ((double kic, double age) in Column(file, "KEPLER_ID").Zip(Column(file, "AGE_JT")))
            {
                ages[(long)kic] = age;
            }
        }

        using FitsFile gold = FitsFile.Open(SharedData.Path("labels", "apokasc3_gold.fits"));
        double[] number = Column(gold, "KIC"), mass = Column(gold, "MASS"), massError = Column(gold, "S_MASS");
        double[][] values = [.. Columns.Select(name => Column(gold, name))], errors = [.. Columns.Select(name => Column(gold, $"S_{name}"))];
        string[] states = new string[number.Length];
        gold.Table(1).Read(gold.Table(1).Require("EVOL_STATE"), 0, states);
        int[] used =
        [
            .. Enumerable.Range(0, number.Length).Where(row =>
                ages.TryGetValue((long)number[row], out double age) && age is > 0.1 and < 20 && states[row] is "RGB" or "RC"
                && values.All(column => column[row] > -100) && errors.All(column => column[row] is > 0 and < 1000) && massError[row] > 0),
        ];
        return new ApokascGiants(
            [.. used.SelectMany(row => values.Select(column => (float)column[row]))],
            [.. used.SelectMany(row => errors.Select(column => (float)column[row]))],
            [.. used.Select(row => Math.Log10(ages[(long)number[row]]))],
            [.. used.Select(row => AgeSlope * massError[row] / mass[row] / Math.Log(10))],
            [.. used.Select(row => states[row] == "RC" ? 1 : 0)]);
    }

    static double[] Column(FitsFile file, string name)
    {
        double[] values = new double[file.Table(1).RowCount];
        file.Table(1).Read(file.Table(1).Require(name), 0, values);
        return values;
    }
}

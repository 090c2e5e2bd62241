using System.Globalization;

namespace Astra.Simulation;

/// <summary>
/// Stars as a survey of the Galaxy's disc meets them: red giants, the red clump, some dwarfs and subgiants. Mass, gravity, temperature, age, carbon
/// and nitrogen of a star belong together. Star n of a seed is the same whoever draws it and when.
/// </summary>
/// <remarks>
/// Giants follow relations that we fitted to the 5,261 stars of the APOKASC-3 gold sample (Pinsonneault et al. 2025, ApJS 276, 69), with its seismic
/// masses and radii, temperatures, abundances and ages: 2,794 on the first ascent, 2,467 in the clump. The sample reaches from log g 1.25 to 3.3 and
/// [Fe/H] -0.4 to 0.35; what is beyond follows the same formulas. Dwarfs are on PARSEC isochrones of 5 Gyr (Measured/dwarfs.csv). How frequent kinds
/// and populations are, and the old, alpha-rich population (which the sample does not have), were set by us to look like APOGEE's main survey.
/// </remarks>
public sealed class SurveyPopulation
{
    /// <summary>Frequency of the kinds; the rest are dwarfs.</summary>
    const double RedGiants = 0.45;

    const double RedClumpStars = 0.35;

    /// <summary>Draws that may fall outside of an emulator's limits before it is found to be for other stars.</summary>
    const int MostAttempts = 1000;

    /// <summary>log10 of the Sun's surface gravity in cm/s^2 (from the IAU 2015 nominal values).</summary>
    const double SolarLogg = 4.438;

    const double OldestAge = 13.5;
    const double DwarfAge = 5;

    /// <summary>Beyond this the parabolas in [Fe/H] are no longer supported by any star.</summary>
    const double MetalsOfParabolas = 0.6;

    /// <summary>
    /// Populations: frequency, [Fe/H] with its scatter, [alpha/Fe] at [Fe/H] = 0 with slope and scatter, log mass with its scatter. The first is that
    /// of the sample.
    /// </summary>
    static readonly Population[] Populations =
    [
        new(0.77, -0.03, 0.19, 0.031, -0.104, 0.019, 0.108, 0.065),
        new(0.20, -0.40, 0.20, 0.18, -0.10, 0.03, 0.03, 0.03),
        new(0.03, -1.10, 0.20, 0.19, -0.10, 0.04, -0.04, 0.03),
    ];

    static readonly Lazy<Dwarfs> Isochrones = new(() => new Dwarfs());

    readonly Emulator emulator;
    readonly int seed;
    readonly string[] names;

    /// <summary>Makes a source of stars within an emulator's limits.</summary>
    /// <param name="emulator">The emulator that is to give their spectra.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <exception cref="ConfigurationException">The emulator takes a label that stars here have not got.</exception>
    public SurveyPopulation(Emulator emulator, int seed)
    {
        this.emulator = emulator;
        this.seed = seed;
        names = [.. emulator.Labels.Select(label => label.Name)];
        string[] known = ["teff", "logg", "fe_h", "alpha_fe", "mg_fe", "v_macro"];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new ConfigurationException($"The emulator {emulator.Path} takes the label {unknown}, which simulated stars have not got. Use another.");
        }
    }

    /// <summary>A star.</summary>
    /// <param name="number">Its number, 0 or more.</param>
    /// <exception cref="ConfigurationException">Hardly any star is within the emulator's limits.</exception>
    public SurveyStar Draw(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"survey\n{seed}\n{number}"));
        string? why = null;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            SurveyStar star = DrawAnywhere(random);
            if (star.Age <= OldestAge && (why = emulator.WhyOutside(LabelsOf(star))) is null)
            {
                return star;
            }
        }

        throw new ConfigurationException($"The emulator {emulator.Path} is for hardly any star of a survey ({why}). Use another.");
    }

    /// <summary>What the emulator takes for a star.</summary>
    public double[] LabelsOf(SurveyStar star) => Array.ConvertAll(names, name => name switch
    {
        "teff" => star.Teff,
        "logg" => star.Logg,
        "fe_h" => star.Metals,
        "v_macro" => Macroturbulence(star),
        _ => star.Alpha,
    });

    /// <summary>
    /// Macroturbulence in km/s of giants by Holtzman et al. (2018, AJ 156, 125, eq. 1, at [M/H] = 0); that of dwarfs is hidden by rotation.
    /// </summary>
    static double Macroturbulence(SurveyStar star) => Math.Pow(10, 0.741 - (0.0998 * star.Logg));

    static SurveyStar DrawAnywhere(RandomSource random)
    {
        double kind = random.NextDouble();
        double which = random.NextDouble();
        Population population = which < Populations[0].Frequency ? Populations[0]
            : which < Populations[0].Frequency + Populations[1].Frequency ? Populations[1] : Populations[2];
        double metals = population.Metals + (population.MetalsScatter * random.NextGaussian());
        double alpha = population.Alpha + (population.AlphaSlope * metals) + (population.AlphaScatter * random.NextGaussian());
        double mass = population.LogMass + (population.LogMassScatter * random.NextGaussian());
        return kind < RedGiants ? RedGiant(metals, alpha, mass, random)
            : kind < RedGiants + RedClumpStars ? RedClump(metals, alpha, mass, random)
            : Dwarf(metals, alpha, random);
    }

    static SurveyStar RedGiant(double metals, double alpha, double logMass, RandomSource random)
    {
        // More stars the fainter they are, from near the tip to where the branch begins.
        const double brightest = 0.7, faintest = 3.3, none = 0.4;
        double from = (brightest - none) * (brightest - none);
        double to = (faintest - none) * (faintest - none);
        double logg = none + Math.Sqrt(from + ((to - from) * random.NextDouble()));
        double x = logg - 2.5;

        // Leaves 32 K (root mean square).
        double teff = 4564.2 + (474.97 * x) - (77.55 * x * x) - (4.883 * x * x * x) - (523.31 * metals) + (16.89 * metals * metals)
            + (36.52 * metals * x) + (502.13 * logMass) - (557.17 * alpha) + (30 * random.NextGaussian());
        double age = 1.0917 - (3.6538 * logMass) + (0.2505 * metals) + (0.0571 * alpha) + (0.01 * random.NextGaussian());
        double square = Parabola(metals);
        double carbon = -0.0267 - (0.3379 * logMass) + (0.1939 * metals) + (0.2176 * square) + (0.9270 * alpha) + (0.02 * random.NextGaussian());
        double nitrogen = 0.1753 + (0.5523 * logMass) + (0.1716 * metals) + (0.2599 * square) - (0.2983 * alpha) + (0.02 * random.NextGaussian());
        return new(SurveyStarKind.RedGiant, teff, logg, metals, alpha, Math.Pow(10, logMass), Math.Pow(10, age), carbon, nitrogen);
    }

    static SurveyStar RedClump(double metals, double alpha, double logMass, RandomSource random)
    {
        // Leaves 0.021 in log radius (0.013 robustly), and 38 K.
        double logRadius = 1.0296 + (0.3008 * logMass) - (0.7437 * logMass * logMass) + (0.0198 * metals) + (0.015 * random.NextGaussian());
        double logg = SolarLogg + logMass - (2 * logRadius);
        double square = Parabola(metals);
        double teff = 4713.8 - (633.04 * metals) - (43.14 * square) + (142.72 * logMass) + (1512.9 * logMass * logMass) - (512.24 * alpha)
            + (34 * random.NextGaussian());
        double age = 0.9634 - (3.3636 * logMass) + (0.2676 * metals) + (0.0161 * alpha) + (0.02 * random.NextGaussian());
        double carbon = -0.0185 - (0.4192 * logMass) + (0.2288 * metals) + (0.2548 * square) + (0.8485 * alpha) + (0.02 * random.NextGaussian());
        double nitrogen = 0.1621 + (0.5727 * logMass) + (0.1136 * metals) + (0.3632 * square) - (0.1773 * alpha) + (0.02 * random.NextGaussian());
        return new(SurveyStarKind.RedClump, teff, logg, metals, alpha, Math.Pow(10, logMass), Math.Pow(10, age), carbon, nitrogen);
    }

    static SurveyStar Dwarf(double metals, double alpha, RandomSource random)
    {
        (double teff, double logg, double mass) = Isochrones.Value.At(random.NextDouble(), metals);

        // Before the first dredge-up nitrogen is as the star was born with, and carbon goes half of the way with the alpha elements.
        return new(SurveyStarKind.Dwarf, teff, logg, metals, alpha, mass, DwarfAge, alpha / 2, 0);
    }

    static double Parabola(double metals) => Math.Min(metals * metals, MetalsOfParabolas * MetalsOfParabolas);

    readonly record struct Population(
        double Frequency, double Metals, double MetalsScatter, double Alpha, double AlphaSlope, double AlphaScatter, double LogMass,
        double LogMassScatter);

    /// <summary>The isochrones of Measured/dwarfs.csv.</summary>
    sealed class Dwarfs
    {
        readonly (double Metals, float[][] Places)[] isochrones =
        [
            .. MeasuredTable.Rows("dwarfs.csv").GroupBy(row => row[0]).OrderBy(group => group.Key)
                .Select(group => ((double)group.Key, group.ToArray())),
        ];

        /// <summary>Teff, log g and mass at a place along the isochrone, from 0 (the coolest) to 1.</summary>
        public (double Teff, double Logg, double Mass) At(double place, double metals)
        {
            int upper = 1;
            while (upper < isochrones.Length - 1 && isochrones[upper].Metals < metals)
            {
                upper++;
            }

            (double poor, float[][] left) = isochrones[upper - 1];
            (double rich, float[][] right) = isochrones[upper];
            double part = Math.Clamp((metals - poor) / (rich - poor), 0, 1);
            double at = place * (left.Length - 1);
            int first = Math.Min((int)at, left.Length - 2);
            return (Value(1), Value(2), Value(3));

            double Value(int column)
            {
                double step = at - first;
                double of = left[first][column] + (step * (left[first + 1][column] - left[first][column]));
                double other = right[first][column] + (step * (right[first + 1][column] - right[first][column]));
                return of + (part * (other - of));
            }
        }
    }
}

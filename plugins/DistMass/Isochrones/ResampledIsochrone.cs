using Astra.Isochrones;

namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// One isochrone with the same number of points in each phase, evenly spaced along the phase's course in the Hertzsprung-Russell diagram, so that
/// points of equal number on different isochrones are stars in equal states (as in Dotter 2016, ApJS 222, 8) and can be interpolated between.
/// </summary>
/// <param name="metallicity">[M/H] in dex.</param>
/// <param name="age">Age in Gyr.</param>
/// <param name="values">The points, <see cref="Columns"/> numbers each.</param>
sealed class ResampledIsochrone(double metallicity, double age, double[] values)
{
    /// <summary>Numbers per point, in this order: initial mass, current mass, log luminosity, log Teff, width in initial mass.</summary>
    public const int Columns = 5;

    static readonly (EvolutionaryPhase First, EvolutionaryPhase Last, int Points)[] Phases =
    [
        (EvolutionaryPhase.PreMainSequence, EvolutionaryPhase.MainSequence, 80),
        (EvolutionaryPhase.Subgiant, EvolutionaryPhase.Subgiant, 20),
        (EvolutionaryPhase.RedGiantBranch, EvolutionaryPhase.RedGiantBranch, 80),
        (EvolutionaryPhase.CoreHelium, EvolutionaryPhase.CoreHelium, 40),
        (EvolutionaryPhase.EarlyAsymptoticBranch, EvolutionaryPhase.EarlyAsymptoticBranch, 25),
    ];

    // A step of 0.01 in log Teff counts as much as one of 0.05 in log L, or a tenth of the range of masses of the phase.
    const double LogTeffScale = 0.01;
    const double LogLuminosityScale = 0.05;
    const double MassScale = 0.1;

    // Stars on their way to the main sequence at 0.1 Gyr, and below what the survey observes.
    const double LeastMass = 0.1;

    /// <summary>[M/H] in dex.</summary>
    public double Metallicity => metallicity;

    /// <summary>Age in Gyr.</summary>
    public double Age => age;

    /// <summary>All numbers, point by point.</summary>
    public double[] Values => values;

    /// <summary>How many points there are in all.</summary>
    public static int Points { get; } = Phases.Sum(phase => phase.Points);

    /// <summary>The points of the main sequence.</summary>
    public static Range MainSequence => Of(0);

    /// <summary>The points from there to the giant branch.</summary>
    public static Range Subgiants => Of(1);

    /// <summary>The points of the giant branch.</summary>
    public static Range GiantBranch => Of(2);

    /// <summary>The points of core helium burning and of the asymptotic branch after it.</summary>
    public static Range HeliumBurning => Of(3).Start..Of(4).End;

    /// <summary>A point.</summary>
    /// <param name="point">Its number.</param>
    public IsochroneStar this[int point]
    {
        get
        {
            ReadOnlySpan<double> row = values.AsSpan(point * Columns, Columns);
            return new IsochroneStar(row[0], row[1], row[2], row[3], row[4]);
        }
    }

    /// <summary>An isochrone of given stars.</summary>
    /// <param name="metallicity">[M/H] in dex.</param>
    /// <param name="age">Age in Gyr.</param>
    /// <param name="star">The star at each point.</param>
    public static ResampledIsochrone Of(double metallicity, double age, Func<int, IsochroneStar> star)
    {
        double[] values = new double[Points * Columns];
        for (int point = 0; point < Points; point++)
        {
            IsochroneStar s = star(point);
            double[] row = [s.InitialMass, s.Mass, s.LogLuminosity, s.LogTeff, s.Width];
            row.CopyTo(values, point * Columns);
        }

        return new ResampledIsochrone(metallicity, age, values);
    }

    /// <summary>Resamples the isochrones in rows of tables.</summary>
    /// <param name="points">The rows.</param>
    /// <returns>Those that have all phases, by metallicity and age.</returns>
    public static IEnumerable<ResampledIsochrone> From(IEnumerable<IsochronePoint> points)
    {
        foreach (var rows in points.GroupBy(point => (point.Metallicity, point.Age)).OrderBy(group => group.Key))
        {
            double[][] phases = [.. Phases.Select(phase => Resample(
                [.. rows.Where(row => row.Phase >= phase.First && row.Phase <= phase.Last && row.InitialMass >= LeastMass)
                    .OrderBy(row => row.InitialMass)],
                phase.Points))];
            if (phases.All(phase => phase.Length > 0))
            {
                yield return new ResampledIsochrone(rows.Key.Metallicity, rows.Key.Age, [.. phases.SelectMany(phase => phase)]);
            }
        }
    }

    static Range Of(int phase)
    {
        int start = Phases.Take(phase).Sum(before => before.Points);
        return start..(start + Phases[phase].Points);
    }

    static double[] Resample(IsochronePoint[] rows, int count)
    {
        if (rows.Length < 2 || rows[^1].InitialMass <= rows[0].InitialMass)
        {
            return [];
        }

        double range = rows[^1].InitialMass - rows[0].InitialMass;
        double[] course = new double[rows.Length];
        for (int i = 1; i < rows.Length; i++)
        {
            double teff = (rows[i].LogTeff - rows[i - 1].LogTeff) / LogTeffScale;
            double luminosity = (rows[i].LogLuminosity - rows[i - 1].LogLuminosity) / LogLuminosityScale;
            double mass = (rows[i].InitialMass - rows[i - 1].InitialMass) / (range * MassScale);
            course[i] = course[i - 1] + Math.Sqrt((teff * teff) + (luminosity * luminosity) + (mass * mass));
        }

        double[] values = new double[count * Columns];
        for (int point = 0; point < count; point++)
        {
            double at = course[^1] * point / (count - 1);
            values[point * Columns] = At(row => row.InitialMass, at);
            values[(point * Columns) + 1] = At(row => row.Mass, at);
            values[(point * Columns) + 2] = At(row => row.LogLuminosity, at);
            values[(point * Columns) + 3] = At(row => row.LogTeff, at);
            double before = course[^1] * Math.Max(point - 0.5, 0) / (count - 1);
            double after = course[^1] * Math.Min(point + 0.5, count - 1) / (count - 1);
            values[(point * Columns) + 4] = At(row => row.InitialMass, after) - At(row => row.InitialMass, before);
        }

        return values;

        double At(Func<IsochronePoint, double> column, double place)
        {
            int above = Array.BinarySearch(course, place);
            above = Math.Clamp(above < 0 ? ~above : above, 1, course.Length - 1);
            double fraction = Math.Clamp((place - course[above - 1]) / (course[above] - course[above - 1]), 0, 1);
            return ((1 - fraction) * column(rows[above - 1])) + (fraction * column(rows[above]));
        }
    }
}

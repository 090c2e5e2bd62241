using Astra.Isochrones;

namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// The isochrones of one metallicity, and those of other ages that follow from them. The published set at hand has nothing between 0.9 and 5 Gyr or
/// beyond 5, where most giants are, so an isochrone of another age is made of what changes little, shifted by what changes in a known way: giants
/// keep the course of the nearest table on their side of the helium flash, at the mass that <see cref="GiantAgeRelation"/> has for the age, and at
/// the same luminosity are hotter by the slope in mass that two tables show; main-sequence stars are as far from the start of the sequence as those
/// with the same fraction of the turn-off's mass in the tables on either side.
/// </summary>
sealed class IsochroneFamily
{
    // Stars that begin to burn helium in a degenerate core, in models with overshooting such as PARSEC's, start with less than this (Girardi 2016,
    // ARA&A 54, 95, section 2).
    const double FlashMass = 1.75;

    // Two sets of giants are compared at this log luminosity, where both have left the foot of the branch.
    const double ComparedLuminosity = 2.1;

    // Below, stars do not leave the main sequence's start in the age of the universe, and those of 0.1 Gyr have not reached it.
    const double UnevolvedMass = 0.7;

    // Where there are no tables to derive it from.
    const double UsualSlope = 0.137;

    readonly ResampledIsochrone[] tables;
    readonly double[] giants;
    readonly GiantAgeRelation relation;

    /// <summary>Makes a family.</summary>
    /// <param name="isochrones">Isochrones of one metallicity and different ages, one or more.</param>
    /// <param name="relation">Ages of giants on their first ascent.</param>
    public IsochroneFamily(IEnumerable<ResampledIsochrone> isochrones, GiantAgeRelation relation)
    {
        tables = [.. isochrones.OrderBy(isochrone => isochrone.Age)];
        this.relation = relation;
        Metallicity = tables[^1].Metallicity;
        giants = [.. tables.Select(table => GiantMass(table.Age))];
        int young = tables.Length > 1 ? tables.Length - 2 : 0;
        BranchSlope = tables.Length > 1
            ? Slope(OnBranch(tables[young]), OnBranch(tables[^1]))
            : UsualSlope;
        HeliumSlope = tables.Length > 1
            ? Slope(Mean(tables[young], ResampledIsochrone.HeliumBurning), Mean(tables[^1], ResampledIsochrone.HeliumBurning))
            : UsualSlope;
    }

    /// <summary>[M/H] in dex.</summary>
    public double Metallicity { get; }

    /// <summary>d log Teff / d log mass at the same luminosity on the giant branch.</summary>
    public double BranchSlope { get; init; }

    /// <summary>The same of stars that burn helium.</summary>
    public double HeliumSlope { get; init; }

    /// <summary>Whether there are tables of several ages.</summary>
    public bool HasAges => tables.Length > 1;

    /// <summary>The isochrone of an age; null where no table is near enough: below the youngest, or beyond the helium flash from all.</summary>
    /// <param name="age">Age in Gyr.</param>
    public ResampledIsochrone? At(double age)
    {
        double giant = GiantMass(age);
        int[] sameSide = [.. Enumerable.Range(0, tables.Length).Where(i => giants[i] < FlashMass == giant < FlashMass)];
        if (sameSide.Length == 0 || (age < tables[0].Age && HasAges))
        {
            return null;
        }

        int near = sameSide.MinBy(i => Math.Abs(Math.Log(tables[i].Age / age)));
        if (tables[near].Age == age)
        {
            return tables[near];
        }

        IsochroneStar[] stars = new IsochroneStar[ResampledIsochrone.Points];
        double ratio = giant / giants[near];
        IsochroneStar first = Shifted(tables[near][ResampledIsochrone.GiantBranch.Start.Value], ratio, 1, BranchSlope);
        double foot = HasAges ? Unevolved(age, giant, first.LogTeff, stars) : UnevolvedOfOne(age, giant, stars);
        double flow = Flow(age) / Flow(tables[near].Age);
        foreach (int i in Indices(ResampledIsochrone.GiantBranch))
        {
            IsochroneStar shifted = Shifted(tables[near][i], ratio, flow, BranchSlope);
            stars[i] = shifted.LogLuminosity < foot ? shifted with { Width = 0 } : shifted;
        }

        foreach (int i in Indices(ResampledIsochrone.HeliumBurning))
        {
            stars[i] = Shifted(tables[near][i], ratio, flow, HeliumSlope);
        }

        return ResampledIsochrone.Of(Metallicity, age, i => stars[i]);
    }

    static IsochroneStar Shifted(IsochroneStar star, double ratio, double flow, double slope) => star with
    {
        InitialMass = star.InitialMass * ratio,
        Mass = star.Mass * ratio,
        LogTeff = star.LogTeff + (slope * Math.Log10(ratio)),
        Width = star.Width * flow,
    };

    /// <summary>
    /// Main sequence and subgiants of an age between tables or beyond the oldest. Subgiants go from the end of the one as in the tables, and are bent
    /// so that they arrive at the temperature between those of the tables' last, or beyond the oldest at that of the giants.
    /// </summary>
    /// <returns>The log luminosity at the foot of the giant branch.</returns>
    double Unevolved(double age, double giant, double giantTeff, IsochroneStar[] stars)
    {
        int above = Math.Clamp(Array.FindIndex(tables, table => table.Age > age), 1, tables.Length - 1);
        if (age > tables[^1].Age)
        {
            above = tables.Length - 1;
        }

        ResampledIsochrone young = tables[above - 1];
        ResampledIsochrone old = tables[above];
        double oldShare = age > old.Age ? 1 : Math.Log(giant / giants[above - 1]) / Math.Log(giants[above] / giants[above - 1]);
        int last = ResampledIsochrone.MainSequence.End.Value - 1;
        double end = age > old.Age
            ? old[last].InitialMass * giant / giants[above]
            : Math.Exp(Mix(Math.Log(young[last].InitialMass), Math.Log(old[last].InitialMass)));
        foreach (int i in Indices(ResampledIsochrone.MainSequence))
        {
            double fraction = old[i].InitialMass / old[last].InitialMass;
            double mass = fraction * end;
            (double luminosity, double teff) = Start(mass);
            (double luminosityOld, double teffOld) = Evolved(old, fraction * old[last].InitialMass);
            (double luminosityYoung, double teffYoung) = Evolved(young, fraction * young[last].InitialMass);
            stars[i] = new IsochroneStar(
                mass,
                mass,
                luminosity + Mix(luminosityYoung, luminosityOld),
                teff + Mix(teffYoung, teffOld),
                old[i].Width * end / old[last].InitialMass);
        }

        double flow = age > old.Age ? Flow(age) / Flow(old.Age) : 1;
        int lastSubgiant = ResampledIsochrone.Subgiants.End.Value - 1;
        double arrival = age > old.Age ? giantTeff : Mix(young[lastSubgiant].LogTeff, old[lastSubgiant].LogTeff);
        double missed = arrival - Teff(lastSubgiant);
        foreach (int i in Indices(ResampledIsochrone.Subgiants))
        {
            double progress = (i - last) / (double)(lastSubgiant - last);
            double mass = end * Mix(young[i].InitialMass / young[last].InitialMass, old[i].InitialMass / old[last].InitialMass);
            stars[i] = new IsochroneStar(
                mass,
                mass,
                stars[last].LogLuminosity + Mix(young[i].LogLuminosity - young[last].LogLuminosity, old[i].LogLuminosity - old[last].LogLuminosity),
                Teff(i) + (progress * missed),
                flow * Math.Exp(Mix(Math.Log(young[i].Width), Math.Log(old[i].Width))));
        }

        return stars[lastSubgiant].LogLuminosity;

        double Teff(int i) => stars[last].LogTeff + Mix(young[i].LogTeff - young[last].LogTeff, old[i].LogTeff - old[last].LogTeff);

        double Mix(double ofYoung, double ofOld) => ((1 - oldShare) * ofYoung) + (oldShare * ofOld);
    }

    /// <summary>The same with a single table: its stars, up to the turn-off of the age.</summary>
    double UnevolvedOfOne(double age, double giant, IsochroneStar[] stars)
    {
        ResampledIsochrone table = tables[0];
        double ratio = giant / giants[0];
        int last = ResampledIsochrone.MainSequence.End.Value - 1;
        foreach (int i in Indices(ResampledIsochrone.MainSequence))
        {
            stars[i] = table[i].InitialMass > table[last].InitialMass * ratio ? table[i] with { Width = 0 } : table[i];
        }

        foreach (int i in Indices(ResampledIsochrone.Subgiants))
        {
            stars[i] = table[i] with { InitialMass = table[i].InitialMass * ratio, Width = table[i].Width * Flow(age) / Flow(table.Age) };
        }

        return table[ResampledIsochrone.Subgiants.End.Value - 1].LogLuminosity;
    }

    /// <summary>How far a star of a table is from the start of the main sequence, in log luminosity and log Teff.</summary>
    (double Luminosity, double Teff) Evolved(ResampledIsochrone table, double mass)
    {
        (double luminosity, double teff) = OnMainSequence(table, mass);
        (double startLuminosity, double startTeff) = Start(mass);
        return (luminosity - startLuminosity, teff - startTeff);
    }

    (double Luminosity, double Teff) Start(double mass) => OnMainSequence(mass < UnevolvedMass ? tables[^1] : tables[0], mass);

    static (double Luminosity, double Teff) OnMainSequence(ResampledIsochrone table, double mass)
    {
        int above = 1;
        int last = ResampledIsochrone.MainSequence.End.Value - 1;
        while (above < last && table[above].InitialMass < mass)
        {
            above++;
        }

        double width = table[above].InitialMass - table[above - 1].InitialMass;
        double fraction = width > 0 ? Math.Clamp((mass - table[above - 1].InitialMass) / width, 0, 1) : 1;
        IsochroneStar star = IsochroneStar.Between(table[above - 1], table[above], fraction);
        return (star.LogLuminosity, star.LogTeff);
    }

    /// <summary>Initial mass of the stars on the giant branch at an age, in solar masses.</summary>
    double GiantMass(double age)
    {
        double target = Math.Log10(age);
        double least = -0.5;
        double most = 1.5;
        for (int i = 0; i < 50; i++)
        {
            double middle = (least + most) / 2;
            (least, most) = relation.LogAge(middle, Metallicity, isInitial: true) > target ? (middle, most) : (least, middle);
        }

        return Math.Pow(10, (least + most) / 2);
    }

    /// <summary>By how many solar masses per Gyr the mass of the giants falls: with what a phase lasts, it gives the masses in the phase.</summary>
    double Flow(double age)
    {
        const double Step = 1.02;
        return (GiantMass(age / Step) - GiantMass(age * Step)) / (age * (Step - (1 / Step)));
    }

    static (double LogMass, double LogTeff) OnBranch(ResampledIsochrone table)
    {
        int first = Indices(ResampledIsochrone.GiantBranch).First(i =>
            table[i].LogLuminosity >= ComparedLuminosity || i == ResampledIsochrone.GiantBranch.End.Value - 1);
        return (Math.Log10(table[first].Mass), table[first].LogTeff);
    }

    static (double LogMass, double LogTeff) Mean(ResampledIsochrone table, Range range)
    {
        double width = 0;
        double mass = 0;
        double teff = 0;
        foreach (int i in Indices(range))
        {
            width += table[i].Width;
            mass += table[i].Width * Math.Log10(table[i].Mass);
            teff += table[i].Width * table[i].LogTeff;
        }

        return (mass / width, teff / width);
    }

    static double Slope((double LogMass, double LogTeff) young, (double LogMass, double LogTeff) old) =>
        (young.LogTeff - old.LogTeff) / (young.LogMass - old.LogMass);

    static IEnumerable<int> Indices(Range range) => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value);
}

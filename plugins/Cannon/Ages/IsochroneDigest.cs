namespace Astra.Plugins.Cannon.Ages;

/// <summary>What ages of giants need of a set of isochrones: the masses of the giants, and the luminosities of young main-sequence stars.</summary>
static class IsochroneDigest
{
    /// <summary>PARSEC's present-day solar Z/X (Bressan et al. 2012, MNRAS 427, 127, section 2.1).</summary>
    public const double SolarMetalsToHydrogen = 0.0207;

    // PARSEC's helium: Y = 0.2485 + 1.78 Z (the same section).
    const double PrimordialHelium = 0.2485;
    const double HeliumPerMetals = 1.78;

    // A 0.1 Gyr table still has stars on their way to the main sequence below 0.7 solar masses; above 3 stars have left its start.
    const double LeastMainSequenceMass = 0.7;
    const double MostMainSequenceMass = 3;

    // Luminosities are tabulated to 0.001 dex; points closer than this would turn that into a rough slope.
    const double MainSequenceStep = 0.01;

    /// <summary>
    /// [M/H] of an initial mass fraction of metals, as PARSEC defines it: log10(Z/X) less the Sun's. It puts tables of web interface 3.0, which
    /// give only Z, on the scale of those of 3.4.
    /// </summary>
    public static double Metallicity(double metals) =>
        Math.Log10(metals / (1 - PrimordialHelium - ((HeliumPerMetals + 1) * metals)) / SolarMetalsToHydrogen);

    /// <summary>The giants' masses of all isochrones, by metallicity, age and state.</summary>
    public static List<AgeAnchor> Anchors(IReadOnlyCollection<IsochronePoint> points)
    {
        List<AgeAnchor> anchors = [];
        foreach (var isochrone in points.GroupBy(point => (point.InitialMetals, point.Age)).OrderBy(group => group.Key))
        {
            double metallicity = Metallicity(isochrone.Key.InitialMetals);
            foreach (EvolutionaryState state in Enum.GetValues<EvolutionaryState>())
            {
                IsochronePoint[] phase = [.. isochrone.Where(point => StateOf(point.Phase) == state).OrderBy(point => point.InitialMass)];
                if (phase.Length > 1 && phase[^1].InitialMass > phase[0].InitialMass)
                {
                    anchors.Add(Anchor(isochrone.Key.Age, metallicity, state, phase));
                }
            }
        }

        return anchors;
    }

    /// <summary>The main sequence of each metallicity that has an isochrone of the youngest age of all.</summary>
    public static List<MainSequencePoint> MainSequences(IReadOnlyCollection<IsochronePoint> points)
    {
        List<MainSequencePoint> sequence = [];
        double youngest = points.Min(point => point.Age);
        foreach (var metals in points.Where(point => point.Age == youngest).GroupBy(point => point.InitialMetals).OrderBy(group => group.Key))
        {
            double last = double.NegativeInfinity;
            foreach (IsochronePoint point in metals.Where(point => point.Phase <= 1).OrderBy(point => point.InitialMass))
            {
                double logMass = Math.Log10(point.InitialMass);
                if (point.InitialMass >= LeastMainSequenceMass && point.InitialMass <= MostMainSequenceMass && logMass >= last + MainSequenceStep)
                {
                    sequence.Add(new MainSequencePoint(Metallicity(metals.Key), logMass, point.LogLuminosity));
                    last = logMass;
                }
            }
        }

        return sequence;
    }

    static EvolutionaryState? StateOf(int phase) => phase switch
    {
        3 => EvolutionaryState.RedGiantBranch,
        4 or 5 or 6 => EvolutionaryState.RedClump,
        _ => null,
    };

    /// <summary>
    /// On an isochrone the time that a phase takes is proportional to the range of initial masses in it, so a mean over initial mass is a mean over
    /// time.
    /// </summary>
    static AgeAnchor Anchor(double age, double metallicity, EvolutionaryState state, IsochronePoint[] phase)
    {
        double width = phase[^1].InitialMass - phase[0].InitialMass;
        double area = 0;
        for (int i = 1; i < phase.Length; i++)
        {
            area += (phase[i].InitialMass - phase[i - 1].InitialMass) * (phase[i].Mass + phase[i - 1].Mass) / 2;
        }

        return new AgeAnchor(age, metallicity, state, (phase[0].InitialMass + phase[^1].InitialMass) / 2, area / width,
            phase.Max(point => point.Mass) - phase.Min(point => point.Mass), phase.Length);
    }
}

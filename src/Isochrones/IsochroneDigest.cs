namespace Astra.Isochrones;

/// <summary>What ages of giants need of a set of isochrones: the masses of the giants, and the luminosities of young main-sequence stars.</summary>
public static class IsochroneDigest
{
    // In Gyr. MIST has isochrones of a hundred thousand years, on which only massive stars have arrived at the main sequence.
    const double LeastSequenceAge = 0.05;

    // A 0.1 Gyr table still has stars on their way to the main sequence below 0.7 solar masses; above 3 stars have left its start.
    const double LeastMainSequenceMass = 0.7;
    const double MostMainSequenceMass = 3;

    // Luminosities are tabulated to 0.001 dex; points closer than this would turn that into a rough slope.
    const double MainSequenceStep = 0.01;

    /// <summary>The giants' masses of all isochrones, by metallicity, age and state.</summary>
    public static List<AgeAnchor> Anchors(IReadOnlyCollection<IsochronePoint> points)
    {
        List<AgeAnchor> anchors = [];
        foreach (var isochrone in points.GroupBy(point => (point.Metallicity, point.Age)).OrderBy(group => group.Key))
        {
            foreach (EvolutionaryState state in Enum.GetValues<EvolutionaryState>())
            {
                IsochronePoint[] phase = [.. isochrone.Where(point => StateOf(point.Phase) == state).OrderBy(point => point.InitialMass)];
                if (phase.Length > 1 && phase[^1].InitialMass > phase[0].InitialMass)
                {
                    anchors.Add(Anchor(isochrone.Key.Age, isochrone.Key.Metallicity, state, phase));
                }
            }
        }

        return anchors;
    }

    /// <summary>The main sequence of each metallicity that has an isochrone of the youngest age of all from 0.05 Gyr on.</summary>
    public static List<MainSequencePoint> MainSequences(IReadOnlyCollection<IsochronePoint> points)
    {
        List<MainSequencePoint> sequence = [];
        double[] ages = [.. points.Select(point => point.Age).Distinct().Order()];
        double youngest = ages.Where(age => age >= LeastSequenceAge).Append(ages[^1]).Min();
        foreach (var metals in points.Where(point => point.Age == youngest).GroupBy(point => point.Metallicity).OrderBy(group => group.Key))
        {
            double last = double.NegativeInfinity;
            foreach (IsochronePoint point in metals.Where(point => point.Phase <= EvolutionaryPhase.MainSequence).OrderBy(point => point.InitialMass))
            {
                double logMass = Math.Log10(point.InitialMass);
                if (point.InitialMass >= LeastMainSequenceMass && point.InitialMass <= MostMainSequenceMass && logMass >= last + MainSequenceStep)
                {
                    sequence.Add(new MainSequencePoint(metals.Key, logMass, point.LogLuminosity));
                    last = logMass;
                }
            }
        }

        return sequence;
    }

    static EvolutionaryState? StateOf(EvolutionaryPhase phase) => phase switch
    {
        EvolutionaryPhase.RedGiantBranch => EvolutionaryState.RedGiantBranch,
        EvolutionaryPhase.CoreHelium => EvolutionaryState.RedClump,
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

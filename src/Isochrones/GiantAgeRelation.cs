namespace Astra.Isochrones;

/// <summary>
/// Age of giants against mass and metallicity in one evolutionary state. Each metallicity with tables of several ages has a <see
/// cref="MetallicityTrack"/>; one below them with a single age borrows the shape of the lowest of these, shifted in log mass so that it goes through
/// its own anchor. Between metallicities log age at a given mass is interpolated linearly; beyond the outermost it is held.
/// </summary>
public sealed class GiantAgeRelation
{
    // Tables whose Z was rounded differently (0.0480 and 0.0481) are of one metallicity.
    const double SameMetallicity = 0.002;

    // Tables farther apart than this factor in age leave the course between them to theory (MetallicityTrack).
    const double WideGap = 4;

    readonly (double Metallicity, MetallicityTrack Track, double CurrentShift, double InitialShift)[] nodes;

    /// <summary>Builds the relation.</summary>
    /// <param name="state">The state.</param>
    /// <param name="anchors">Anchors of any state.</param>
    /// <param name="sequence">The main sequences.</param>
    /// <exception cref="ArgumentException">The anchors do not make a relation; the message says why.</exception>
    public GiantAgeRelation(EvolutionaryState state, IEnumerable<AgeAnchor> anchors, IReadOnlyList<MainSequencePoint> sequence)
    {
        List<List<AgeAnchor>> groups = [];
        IEnumerable<AgeAnchor> ofState = anchors.Where(anchor => anchor.State == state);
        foreach (AgeAnchor anchor in ofState.OrderBy(anchor => anchor.Age).ThenBy(anchor => anchor.Metallicity))
        {
            List<AgeAnchor>? same = groups.Where(group => Distance(group) <= SameMetallicity).MinBy(Distance);
            if (same is null)
            {
                groups.Add([anchor]);
            }
            else if (same[^1].Age < anchor.Age)
            {
                same.Add(anchor);
            }
            else if (Distance(same) < Math.Abs(same[^1].Metallicity - same[0].Metallicity))
            {
                Unused.Add(same[^1]);
                same[^1] = anchor;
            }
            else
            {
                Unused.Add(anchor);
            }

            double Distance(List<AgeAnchor> group) => Math.Abs(group[0].Metallicity - anchor.Metallicity);
        }

        MetallicityTrack[] tracks = [.. groups.Where(group => group.Count > 1)
            .Select(group => new MetallicityTrack(group, Sequence(group[0].Metallicity))).OrderBy(track => track.Metallicity)];
        if (tracks.Length < 2)
        {
            throw new ArgumentException($"tables of several ages exist for {tracks.Length} metallicities; two or more are needed.");
        }

        MetallicityTrack lowest = tracks[0];
        Used.AddRange(groups.Where(group => group.Count > 1).SelectMany(group => group));
        List<(double, MetallicityTrack, double, double)> list = [.. tracks.Select(track => (track.Metallicity, track, 0.0, 0.0))];
        foreach (AgeAnchor single in groups.Where(group => group.Count == 1).Select(group => group[0]))
        {
            if (single.Metallicity < lowest.Metallicity - SameMetallicity && single.Age == lowest.Oldest.Age)
            {
                list.Add((single.Metallicity, lowest,
                    Math.Log10(lowest.Oldest.CurrentMass / single.CurrentMass), Math.Log10(lowest.Oldest.InitialMass / single.InitialMass)));
                Used.Add(single);
            }
            else
            {
                Unused.Add(single);
            }
        }

        nodes = [.. list.OrderBy(node => node.Item1)];
        double[] ages = [.. groups.Where(group => group.Count > 1).SelectMany(group => group).Select(anchor => anchor.Age).Distinct().Order()];
        LeastAge = ages[0];
        MostAge = ages[^1];
        WideGapFrom = ages[^1] > WideGap * ages[^2] ? ages[^2] : ages[^1];
        LeastMetallicity = lowest.Metallicity;
        MostMetallicity = tracks[^1].Metallicity;

        MainSequencePoint[] Sequence(double metallicity) =>
            [.. sequence.Where(point => Math.Abs(point.Metallicity - metallicity) < SameMetallicity).OrderBy(point => point.LogMass)];
    }

    /// <summary>The anchors that the relation goes through.</summary>
    public List<AgeAnchor> Used { get; } = [];

    /// <summary>
    /// The anchors that it does not go through, because other tables of their metallicity or around it have more ages: they judge it.
    /// </summary>
    public List<AgeAnchor> Unused { get; } = [];

    /// <summary>The age of the youngest table, in Gyr.</summary>
    public double LeastAge { get; }

    /// <summary>The age of the oldest table, in Gyr.</summary>
    public double MostAge { get; }

    /// <summary>The younger end, in Gyr, of a wide gap between the two oldest tables; <see cref="MostAge"/> where there is none.</summary>
    public double WideGapFrom { get; }

    /// <summary>The lowest [M/H] with tables of several ages, in dex.</summary>
    public double LeastMetallicity { get; }

    /// <summary>The highest [M/H] with tables of several ages, in dex.</summary>
    public double MostMetallicity { get; }

    /// <summary>log10 of the age in Gyr.</summary>
    /// <param name="logMass">log10 of the mass in solar masses.</param>
    /// <param name="metallicity">[M/H] in dex.</param>
    /// <param name="isInitial">Whether it is the initial mass; otherwise the current one.</param>
    public double LogAge(double logMass, double metallicity, bool isInitial)
    {
        double held = Math.Clamp(metallicity, nodes[0].Metallicity, nodes[^1].Metallicity);
        int above = 1;
        while (above < nodes.Length - 1 && nodes[above].Metallicity < held)
        {
            above++;
        }

        double fraction = (held - nodes[above - 1].Metallicity) / (nodes[above].Metallicity - nodes[above - 1].Metallicity);
        return ((1 - fraction) * At(above - 1)) + (fraction * At(above));

        double At(int node) => nodes[node].Track.LogAge(logMass + (isInitial ? nodes[node].InitialShift : nodes[node].CurrentShift), isInitial);
    }
}

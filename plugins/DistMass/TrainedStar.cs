namespace Astra.Plugins.DistMass;

/// <summary>
/// The bits of the column <c>bitmask</c> (table 3 of the paper). The printed locations skip 4; they are taken as they stand, as values of a file.
/// </summary>
[Flags]
enum Membership
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>Member of the training set of distances.</summary>
    DistanceTraining = 1,

    /// <summary>Outside of the parameter space of the mass networks.</summary>
    OutsideMassDomain = 2,

    /// <summary>Trained on, with the mass of APOKASC.</summary>
    MassApokasc = 8,

    /// <summary>Trained on, with the mass of Berger et al. 2020.</summary>
    MassBerger = 16,

    /// <summary>Trained on, with the mass of Serenelli et al.</summary>
    MassSerenelli = 32,
}

/// <summary>A star that a network was trained on.</summary>
/// <param name="Name">Its APOGEE identifier.</param>
/// <param name="Target">What the network predicts.</param>
/// <param name="Origin">Where the value comes from: parallax, distance, cluster, seismic or magnitude; apokasc, berger or serenelli.</param>
sealed record TrainedStar(string Name, NetworkTarget Target, string Origin)
{
    /// <summary>Where masses may come from, each with its bit.</summary>
    public static IReadOnlyDictionary<string, Membership> MassOrigins { get; } = new Dictionary<string, Membership>
    {
        ["apokasc"] = Membership.MassApokasc,
        ["berger"] = Membership.MassBerger,
        ["serenelli"] = Membership.MassSerenelli,
    };

    /// <summary>The bit of the bitmask.</summary>
    public Membership Bit => Target == NetworkTarget.AbsoluteMagnitude ? Membership.DistanceTraining : MassOrigins.GetValueOrDefault(Origin);

    /// <summary>Reads a line; null where it is none.</summary>
    public static TrainedStar? Parse(string line) =>
        line.Split(',') is [{ Length: > 0 } name, var target, var origin] && NetworkTargets.Names.Contains(target)
            ? new TrainedStar(name, NetworkTargets.Parse(target), origin)
            : null;

    /// <summary>The line that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Name},{NetworkTargets.NameOf(Target)},{Origin}";
}

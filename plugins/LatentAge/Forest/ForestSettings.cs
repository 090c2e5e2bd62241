namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// How a forest is grown. The defaults are those of scikit-learn's forests (Pedregosa et al. 2011) with all inputs at each split; the sampling from
/// errors is off.
/// </summary>
sealed record ForestSettings
{
    /// <summary>The number of trees.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>The fewest different stars in a leaf.</summary>
    public int FewestInLeaf { get; init; } = 1;

    /// <summary>How many splits lie between a tree's root and its leaves at most.</summary>
    public int MostSplits { get; init; } = int.MaxValue;

    /// <summary>How many inputs, drawn anew at each split, are tried for it; 0 for all.</summary>
    public int InputsPerSplit { get; init; }

    /// <summary>Whether each tree learns from as many stars as there are, drawn with replacement, instead of all stars once.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>Whether each tree sees the inputs of each star drawn anew from their errors (Leung et al. 2023, section 5).</summary>
    public bool SampleInputs { get; init; }

    /// <summary>
    /// Whether each tree sees the target of each star drawn anew from its error (Leung et al. 2023, section 5). Stars already scatter by their
    /// errors, so the trees' scatter then counts them twice: where they are all that is uncertain, normalised residuals are 0.7 wide instead of 1.
    /// </summary>
    public bool SampleTargets { get; init; }

    /// <summary>Whether a line fitted to the residuals of the training stars is added to what the trees say.</summary>
    public bool LinearBias { get; init; }

    /// <summary>Where random numbers start. The forest depends on nothing else but stars and settings, not on <see cref="Threads"/>.</summary>
    public int Seed { get; init; }

    /// <summary>The number of threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ConfigurationException">One is out of range.</exception>
    public void Check()
    {
        Require(Trees is > 0 and <= 100_000, "the number of trees", Trees, "from 1 to 100000");
        Require(FewestInLeaf > 0, "the fewest stars in a leaf", FewestInLeaf, "above 0");
        Require(MostSplits > 0, "the most splits to a leaf", MostSplits, "above 0");
        Require(InputsPerSplit >= 0, "the number of inputs tried at a split", InputsPerSplit, "at least 0");
        Require(Threads > 0, "the number of threads", Threads, "above 0");

        static void Require(bool good, string name, int value, string range)
        {
            if (!good)
            {
                throw new ConfigurationException(FormattableString.Invariant($"{name} is {value}; it must be {range}."));
            }
        }
    }
}

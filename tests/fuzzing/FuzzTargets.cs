namespace Astra.Fuzzing;

/// <summary>The readers of files that come from elsewhere.</summary>
static class FuzzTargets
{
    /// <summary>All of them, with how many of a thousand inputs of their family are theirs.</summary>
    public static IReadOnlyList<(FuzzTarget Target, string Family, int Share)> All { get; } =
    [
        (new FitsTarget(), "FITS", 600),
        (new ApStarTarget(), "FITS", 200),
        (new TableTarget(), "FITS", 200),
        (new WeightFileTarget(), "weights", 700),
        (new ModelTarget(), "weights", 200),
        (new JsonTarget(), "weights", 50),
        (new SettingsTarget(), "weights", 50),
    ];

    /// <summary>The target of this name.</summary>
    public static FuzzTarget Named(string name) => All.Select(entry => entry.Target).Single(target => target.Name == name);
}

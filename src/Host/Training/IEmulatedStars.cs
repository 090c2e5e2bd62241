namespace Astra.Host.Training;

/// <summary>
/// Stars with known labels, all within the limits of an emulator that gives their spectra. A star is the same each time it is asked for, whatever
/// else is. Safe for several threads.
/// </summary>
interface IEmulatedStars
{
    /// <summary>How many stars of what, for the manifest.</summary>
    string Description { get; }

    /// <summary>The names of the labels that a trainer sees.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>The names of <see cref="LabelledRow.Columns"/>, in lower case.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The number of stars.</summary>
    int Count { get; }

    /// <summary>The row that a star is, or was drawn from.</summary>
    /// <param name="star">0-based.</param>
    LabelledRow Row(int star);

    /// <summary>The star as a trainer sees it. Cheap: no spectrum is drawn.</summary>
    /// <param name="star">0-based.</param>
    TrainingStar Star(int star);

    /// <summary>The number of a star in random sequences.</summary>
    /// <param name="star">0-based.</param>
    long Number(int star);

    /// <summary>The star's labels as the emulator takes them, within its limits.</summary>
    /// <param name="star">0-based.</param>
    double[] EmulatorLabels(int star);
}

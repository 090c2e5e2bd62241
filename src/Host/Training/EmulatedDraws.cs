using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Simulation;

namespace Astra.Host.Training;

/// <summary>
/// Stars that come from no table, but from a source of labels for an emulator. Their labels are drawn again each time, and none is kept.
/// </summary>
sealed class EmulatedDraws : IEmulatedStars
{
    readonly KielLabels source;

    /// <summary>The place of each label among the emulator's.</summary>
    readonly int[] places;

    EmulatedDraws(KielLabels source, IReadOnlyList<string> labels, int[] places, int count)
    {
        this.source = source;
        this.places = places;
        Labels = labels;
        Count = count;
        Description = Invariant($"{count:N0} stars {source.Description}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns => [];

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Stars all over that part of the Kiel diagram which an emulator knows.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="labels">What follows <c>--labels</c>: which of the emulator's labels a trainer sees, in which order; null for all.</param>
    /// <param name="count">How many stars.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="notes">Takes what the user should know, a sentence each.</param>
    /// <exception cref="UserException">The emulator has no such label, or knows no stars.</exception>
    public static EmulatedDraws OverKielDiagram(Emulator emulator, string? labels, int count, int seed, Action<string> notes)
    {
        (string[] names, int[] places) = labels is null
            ? ([.. emulator.Labels.Select(label => label.Name)], [.. Enumerable.Range(0, emulator.Labels.Count)])
            : Pick(emulator, labels, notes);
        try
        {
            return new EmulatedDraws(new KielLabels(emulator, seed), names, places, count);
        }
        catch (ConfigurationException e)
        {
            throw UserException.Usage(e.Message);
        }
    }

    /// <inheritdoc/>
    public LabelledRow Row(int star)
    {
        double[] drawn = source.Draw(star);
        return new LabelledRow(star + 1L, Invariant($"draw-{star + 1L}"), Array.ConvertAll(places, place => drawn[place]), null, null, null, []);
    }

    /// <inheritdoc/>
    public TrainingStar Star(int star) => Row(star).Star;

    /// <inheritdoc/>
    public long Number(int star) => star;

    /// <inheritdoc/>
    public double[] EmulatorLabels(int star) => source.Draw(star);

    static (string[] Names, int[] Places) Pick(Emulator emulator, string text, Action<string> notes)
    {
        string[] names = text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] known = [.. emulator.Labels.Select(label => label.Name)];
        int[] places = Array.ConvertAll(names, name => PlaceOf(name, known));
        for (int i = 0; i < names.Length; i++)
        {
            if (places[i] < 0)
            {
                throw UserException.Usage(
                    $"--labels '{names[i]}' is no label of the emulator {Path.GetFileName(emulator.Path)}, which has {string.Join(", ", known)}.{Suggestions.DidYouMean(names[i], known)} Other labels, and computed ones, need a table: --data TABLE.");
            }

            if (Array.IndexOf(places, places[i]) is var first && first < i)
            {
                throw UserException.Usage($"--labels names the emulator's {known[places[i]]} twice, as {names[first]} and as {names[i]}. Leave one out.");
            }

            if (names[i] != known[places[i]])
            {
                notes(EmulatedStars.StandsFor(names[i], known[places[i]]));
            }
        }

        return names.Length > 0
            ? (names, places)
            : throw UserException.Usage($"--labels names none. Write some of {string.Join(",", known)}, or leave it out for all.");
    }

    static int PlaceOf(string name, string[] known) => Array.IndexOf(known, name) is >= 0 and int place
        ? place
        : Array.FindIndex(known, label => EmulatedStars.NamesOf(label).Contains(name));
}

using System.Globalization;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>
/// The cuts by which the training stars of astroNN's model for DR17 were chosen (astroNN_APOGEE_VAC, dr17-VAC-notebooks/Trainings.ipynb), on those
/// of their
/// quantities that are among the labels: SNR above 200, no bit of STARFLAG and ASPCAPFLAG, VSCATTER below 1 km/s, Teff 3000 to 6500 K, and known
/// [Fe/H] and
/// [Mg/H]. A star that lacks a quantity that others have is left out.
/// </summary>
sealed class SelectionCuts
{
    static readonly (string Name, string Text, Func<double, bool> Holds)[] Published =
    [
        ("snr", "snr above 200", value => value > 200),
        ("starflag", "starflag 0", value => value == 0),
        ("aspcapflag", "aspcapflag 0", value => value == 0),
        ("vscatter", "vscatter below 1", value => value < 1),
        ("teff", "teff 3000 to 6500", value => value is > 3000 and < 6500),
        ("fe_h", "fe_h known", double.IsFinite),
        ("mg_h", "mg_h known", double.IsFinite),
    ];

    readonly (int Place, int Cut)[] cuts;
    readonly int[] refused;
    readonly bool isActive;

    /// <summary>Prepares cuts.</summary>
    /// <param name="isActive">Whether the published ones are asked for; otherwise every star is accepted.</param>
    /// <param name="labels">The names of the labels.</param>
    public SelectionCuts(bool isActive, IReadOnlyList<string> labels)
    {
        this.isActive = isActive;
        cuts =
        [
            .. from cut in Enumerable.Range(0, isActive ? Published.Length : 0)
               from place in Enumerable.Range(0, labels.Count)
               where labels[place].Equals(Published[cut].Name, StringComparison.OrdinalIgnoreCase)
               select (place, cut),
        ];
        refused = new int[Published.Length];
        Names = [.. Published.Select(cut => cut.Name)];
    }

    /// <summary>The labels that the published cuts are made on.</summary>
    public string[] Names { get; }

    /// <summary>Whether a star is taken.</summary>
    /// <param name="star">Its labels.</param>
    public bool Accepts(IReadOnlyList<double> star)
    {
        foreach ((int place, int cut) in cuts)
        {
            if (!Published[cut].Holds(star[place]))
            {
                refused[cut]++;
                return false;
            }
        }

        return true;
    }

    /// <summary>Says what was cut, and what could not be.</summary>
    /// <param name="log">Is told.</param>
    public void Tell(Action<string> log)
    {
        if (!isActive)
        {
            return;
        }

        foreach ((_, int cut) in cuts)
        {
            log(string.Create(CultureInfo.InvariantCulture, $"the cut {Published[cut].Text} leaves out {refused[cut]} stars"));
        }

        int[] done = [.. cuts.Select(cut => cut.Cut)];
        string[] missing = [.. Published.Where((_, cut) => !done.Contains(cut)).Select(cut => cut.Text)];
        if (missing.Length > 0)
        {
            log($"not cut, since the labels do not say: {string.Join(", ", missing)}");
        }
    }
}

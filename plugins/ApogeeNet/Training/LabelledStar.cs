namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>A star of a training set with the labels that the network learns.</summary>
/// <param name="Index">Its number in the training set.</param>
/// <param name="Key">What it shares with stars that must not be split from it: its group, or its name.</param>
/// <param name="Labels">log g, log10 Teff, [Fe/H], in the order of the network's outputs; [Fe/H] may be NaN.</param>
sealed record LabelledStar(int Index, string Key, double[] Labels)
{
    static readonly string[] TeffNames = ["teff", "log_teff"];

    static readonly string[] LoggNames = ["logg"];

    static readonly string[] FeHNames = ["fe_h", "m_h"];

    /// <summary>The labels of a training set's stars.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="types">Spectral types for stars without Teff or log g; null for none.</param>
    /// <param name="hottestFeH">A star hotter than this (K) without [Fe/H] gets 0, as in the paper: it has no lines that show it.</param>
    /// <param name="log">Is told what is left out.</param>
    /// <exception cref="BadInputException">A label is not there, or no star has labels.</exception>
    public static List<LabelledStar> Of(ITrainingSet data, SpectralTypeTable? types, double hottestFeH, Action<string> log)
    {
        int teffPlace = PlaceOf(TeffNames, data.Labels);
        int loggPlace = PlaceOf(LoggNames, data.Labels);
        int feHPlace = PlaceOf(FeHNames, data.Labels);
        bool isLogarithm = data.Labels[teffPlace].Equals(TeffNames[1], StringComparison.OrdinalIgnoreCase);
        List<LabelledStar> stars = [];
        int forced = 0, withoutFeH = 0, typed = 0;
        List<string> left = [];
        for (int i = 0; i < data.Count; i++)
        {
            TrainingStar star = data.Star(i);
            double logTeff = isLogarithm ? star.Labels[teffPlace] : Math.Log10(star.Labels[teffPlace]);
            double logg = star.Labels[loggPlace];
            double feH = star.Labels[feHPlace];
            if ((!double.IsFinite(logTeff) || !double.IsFinite(logg)) && types?.Find(star.Name) is { } found)
            {
                (logTeff, logg) = found;
                typed++;
            }

            if (!double.IsFinite(logTeff) || !double.IsFinite(logg))
            {
                left.Add($"{star.Name} (row {star.Row})");
                continue;
            }

            if (!double.IsFinite(feH))
            {
                bool isHot = Math.Pow(10, logTeff) > hottestFeH;
                feH = isHot ? 0 : double.NaN;
                forced += isHot ? 1 : 0;
                withoutFeH += isHot ? 0 : 1;
            }

            stars.Add(new LabelledStar(i, star.Group ?? star.Name, [logg, logTeff, feH]));
        }

        Tell(left.Count, $"stars without teff or logg are left out: {string.Join(", ", left.Take(10))}{(left.Count > 10 ? ", ..." : "")}");
        Tell(typed, "stars have teff and logg from their spectral type");
        Tell(forced, "hot stars without [Fe/H] get 0");
        Tell(withoutFeH, "cooler stars without [Fe/H] do not count for that label");
        return stars.Count > 0 ? stars : throw new BadInputException("No star of the training set has both teff and logg.");

        void Tell(int count, string what)
        {
            if (count > 0)
            {
                log($"{count} {what}");
            }
        }
    }

    static int PlaceOf(string[] names, IReadOnlyList<string> labels)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (names.Contains(labels[i], StringComparer.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        throw new BadInputException($"ApogeeNet needs the label {string.Join(" or ", names)}, and the labels are {string.Join(", ", labels)}. Name it with --labels.");
    }
}

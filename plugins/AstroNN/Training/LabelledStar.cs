namespace Astra.Plugins.AstroNN.Training;

/// <summary>A star of a training set with the labels that the network learns.</summary>
/// <param name="Index">Its number in the training set.</param>
/// <param name="Key">What it shares with stars that must not be split from it: its group, or its name.</param>
/// <param name="Labels">A value for each of <see cref="AstroNNLabels.All"/>; NaN where not known.</param>
/// <param name="Errors">Their errors; 0 where the table has none.</param>
sealed record LabelledStar(int Index, string Key, double[] Labels, double[] Errors)
{
    static readonly string[] AlphaNames = ["alpha_fe", "alpha_m"];

    /// <summary>The labels of a training set's stars.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="selection">Which stars to take.</param>
    /// <param name="log">Is told what is left out, and which label stands for which.</param>
    /// <exception cref="BadInputException">No label is one of AstroNN's, or no star has any.</exception>
    public static List<LabelledStar> Of(ITrainingSet data, SelectionCuts selection, Action<string> log)
    {
        Column?[] columns = [.. Enumerable.Range(0, AstroNNLabels.All.Length).Select(place => ColumnOf(place, data.Labels))];
        if (columns.All(column => column is null))
        {
            throw new BadInputException(
                $"None of the labels {string.Join(", ", data.Labels)} is one of AstroNN's: {string.Join(", ", AstroNNLabels.All.Select(label => label.Name))}. Name them with --labels.");
        }

        foreach ((Column? column, AstroNNLabel label) in columns.Zip(AstroNNLabels.All))
        {
            if (column is not null && column.Text != label.Name)
            {
                log($"{label.Name} is {column.Text}");
            }
        }

        HashSet<string> used = [.. columns.SelectMany(column => column?.Names ?? []), .. selection.Names];
        string[] unused = [.. data.Labels.Where(name => !used.Contains(name))];
        if (unused.Length > 0)
        {
            log($"AstroNN makes no use of {string.Join(", ", unused)}");
        }

        List<LabelledStar> stars = [];
        int without = 0;
        for (int i = 0; i < data.Count; i++)
        {
            TrainingStar star = data.Star(i);
            if (!selection.Accepts(star.Labels))
            {
                continue;
            }

            (double Value, double Error)[] values = [.. columns.Select(column => column?.Of(star.Labels) ?? (double.NaN, 0))];
            if (values.Any(value => double.IsFinite(value.Value)))
            {
                stars.Add(new LabelledStar(
                    i,
                    star.Group ?? star.Name,
                    [.. values.Select(value => double.IsFinite(value.Value) ? value.Value : double.NaN)],
                    [.. values.Select(value => value.Error)]));
            }
            else
            {
                without++;
            }
        }

        selection.Tell(log);
        if (without > 0)
        {
            log($"{without} stars without any label are left out");
        }

        return stars.Count > 0 ? stars : throw new BadInputException("No star of the training set has a label and is chosen.");
    }

    /// <summary>How a label follows from those of the table; null where it does not.</summary>
    static Column? ColumnOf(int place, IReadOnlyList<string> labels)
    {
        string name = AstroNNLabels.All[place].Name;
        if (Single(name) is { } plain)
        {
            return plain;
        }

        if (place == AstroNNLabels.FeH)
        {
            return Single("m_h");
        }

        if (AstroNNLabels.All[place].Branch < 0 || ColumnOf(AstroNNLabels.FeH, labels) is not { } iron)
        {
            return null;
        }

        // The emulators know one abundance of all alpha elements together; it is magnesium's lines that the network then looks for it in.
        string[] ratios = place == AstroNNLabels.MgH ? [$"{name[..^2]}_fe", .. AlphaNames] : [$"{name[..^2]}_fe"];
        return ratios.Select(Single).FirstOrDefault(ratio => ratio is not null) is { } found
            ? new Column($"{iron.Text} + {found.Text}", [.. iron.Names, .. found.Names], star => Sum(iron.Of(star), found.Of(star)))
            : null;

        Column? Single(string label)
        {
            int value = PlaceOf(label);
            int error = PlaceOf($"e_{label}");
            return value < 0
                ? null
                : new Column(
                    label,
                    error < 0 ? [labels[value]] : [labels[value], labels[error]],
                    star => (star[value], error < 0 ? 0 : star[error] >= 0 ? star[error] : double.NaN));
        }

        int PlaceOf(string label)
        {
            for (int i = 0; i < labels.Count; i++)
            {
                if (labels[i].Equals(label, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }

            return -1;
        }
    }

    static (double Value, double Error) Sum((double Value, double Error) one, (double Value, double Error) other) =>
        (one.Value + other.Value, Math.Sqrt((one.Error * one.Error) + (other.Error * other.Error)));

    /// <summary>Where a label comes from.</summary>
    /// <param name="Text">For the user.</param>
    /// <param name="Names">The labels of the table that it takes.</param>
    /// <param name="Of">Computes value and error.</param>
    sealed record Column(string Text, string[] Names, Func<IReadOnlyList<double>, (double Value, double Error)> Of);
}

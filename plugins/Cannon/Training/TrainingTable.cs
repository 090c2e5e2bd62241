using System.Globalization;

namespace Astra.Plugins.Cannon.Training;

/// <summary>The stars of a training set and their labels, checked: what a model cannot be trained on is refused with the rows that are to blame.</summary>
sealed class TrainingTable
{
    const int MostListed = 10;

    // What is left of a standardised label after the others are taken out of it; real labels, however correlated, keep far more.
    const double Independent = 1e-6;

    TrainingTable(string[] labels, TrainingStar[] stars)
    {
        Labels = labels;
        Stars = stars;
        Values = [.. stars.SelectMany(star => star.Labels)];
    }

    /// <summary>The names of the labels.</summary>
    public string[] Labels { get; }

    /// <summary>The stars.</summary>
    public TrainingStar[] Stars { get; }

    /// <summary>Stars x labels, physical units; finite.</summary>
    public double[] Values { get; }

    /// <summary>Reads and checks the table.</summary>
    /// <param name="data">The training set.</param>
    /// <exception cref="ConfigurationException">There are too many labels, or one has no proper name.</exception>
    /// <exception cref="BadInputException">It is no training set; the message names rows or columns.</exception>
    public static TrainingTable Read(ITrainingSet data)
    {
        string[] labels = [.. data.Labels];
        if (labels.Length is 0 or > LabelFitter.MostLabels || labels.Distinct().Count() != labels.Length)
        {
            throw new ConfigurationException(
                $"There are {labels.Length} labels ({string.Join(", ", labels)}); 1 to {LabelFitter.MostLabels} different ones can be trained.");
        }

        if (labels.FirstOrDefault(label => !CannonSettings.IsName(label)) is string unnameable)
        {
            throw new ConfigurationException(
                $"'{unnameable}' cannot be the name of a label: use lower-case letters, digits and underscores, a letter first, as in --labels name=COLUMN.");
        }

        TrainingTable table = new(labels, [.. Enumerable.Range(0, data.Count).Select(data.Star)]);
        table.RefuseMissing();
        table.RefuseRepeated();
        return table;
    }

    /// <summary>Refuses a table of too few stars, or whose labels do not vary independently.</summary>
    /// <param name="least">The fewest stars.</param>
    /// <param name="reason">Why so many, for the message.</param>
    /// <exception cref="BadInputException">It is no training set; the message names the columns.</exception>
    public void RequireVariety(int least, string reason)
    {
        if (Stars.Length < least)
        {
            throw new BadInputException($"There are {Stars.Length} stars; {reason} needs {least} or more. Add stars, or ask for fewer terms with terms=linear.");
        }

        double[][] columns = [.. Labels.Select((_, i) => Column(i))];
        for (int i = 0; i < columns.Length; i++)
        {
            double first = columns[i][0];
            if (columns[i].All(value => value == first))
            {
                throw new BadInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The label {Labels[i]} is {first} in every row, so that nothing can be learned about it. Leave it out."));
            }
        }

        RefuseDependent([.. columns.Select(Standardised)]);
    }

    /// <summary>Lists stars for a message.</summary>
    public string List(IEnumerable<int> stars)
    {
        int[] all = [.. stars];
        string rows = string.Join(", ", all.Take(MostListed).Select(n => $"row {Stars[n].Row.ToString(CultureInfo.InvariantCulture)} ({Stars[n].Name})"));
        return all.Length > MostListed ? $"{rows} and {all.Length - MostListed} more" : rows;
    }

    double[] Column(int label) => [.. Stars.Select(star => star.Labels[label])];

    void RefuseMissing()
    {
        for (int i = 0; i < Labels.Length; i++)
        {
            int[] missing = [.. Enumerable.Range(0, Stars.Length).Where(n => !double.IsFinite(Stars[n].Labels[i]))];
            if (missing.Length > 0)
            {
                throw new BadInputException(
                    $"The label {Labels[i]} is missing in {missing.Length} of {Stars.Length} rows: {List(missing)}. Leave these rows out, or the label.");
            }
        }
    }

    void RefuseRepeated()
    {
        IGrouping<string, int>[] repeated = [.. Enumerable.Range(0, Stars.Length).GroupBy(n => Stars[n].Name).Where(group => group.Count() > 1)];
        if (repeated.Length > 0)
        {
            IEnumerable<string> listed = repeated.Take(MostListed).Select(group =>
                $"{group.Key} (rows {string.Join(", ", group.Select(n => Stars[n].Row.ToString(CultureInfo.InvariantCulture)))})");
            throw new BadInputException(
                $"{(repeated.Length == 1 ? "1 star is" : $"{repeated.Length} stars are")} there more than once: {string.Join("; ", listed)}{(repeated.Length > MostListed ? " and more" : "")}. " +
                "A star may be there once, or it would be judged by itself in the validation.");
        }
    }

    /// <summary>Refuses labels of which one is a sum of multiples of others (Gram and Schmidt).</summary>
    void RefuseDependent(double[][] columns)
    {
        List<(int Label, double[] Direction, double[] Recipe)> directions = [];
        for (int i = 0; i < columns.Length; i++)
        {
            double[] rest = [.. columns[i]];
            double[] recipe = new double[columns.Length];
            recipe[i] = 1;
            for (int pass = 0; pass < 2; pass++)
            {
                foreach ((_, double[] direction, double[] parts) in directions)
                {
                    double projection = Inner(direction, rest);
                    rest = [.. rest.Zip(direction, (value, along) => value - (projection * along))];
                    recipe = [.. recipe.Zip(parts, (value, part) => value - (projection * part))];
                }
            }

            double norm = Math.Sqrt(Inner(rest, rest));
            if (norm < Independent)
            {
                IEnumerable<string> others = Enumerable.Range(0, i).Where(k => Math.Abs(recipe[k]) > 1e-4).Select(k => Labels[k]);
                throw new BadInputException(
                    $"The label {Labels[i]} follows from {string.Join(", ", others)} in every row (it is a constant plus multiples of them), so that they " +
                    "cannot be told apart. Leave one of them out.");
            }

            directions.Add((i, [.. rest.Select(value => value / norm)], [.. recipe.Select(part => part / norm)]));
        }
    }

    static double[] Standardised(double[] column)
    {
        double mean = column.Average();
        double norm = Math.Sqrt(column.Sum(value => (value - mean) * (value - mean)));
        return [.. column.Select(value => (value - mean) / norm)];
    }

    static double Inner(double[] one, double[] two)
    {
        double sum = 0;
        for (int n = 0; n < one.Length; n++)
        {
            sum += one[n] * two[n];
        }

        return sum;
    }
}

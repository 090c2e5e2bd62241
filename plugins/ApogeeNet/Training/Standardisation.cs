namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>Means and deviations of labels and metadata, from the stars that are trained on.</summary>
static class Standardisation
{
    // Where the published replacements lie (3 to 9 deviations): a value that no star has tells the network that it is none.
    const double ReplacementDeviations = 4;

    /// <summary>The scales of the labels.</summary>
    /// <exception cref="BadInputException">All stars have the same label, or none has it.</exception>
    public static LabelScale[] OfLabels(PreparedStars stars, int[] part)
    {
        string[] names = ["logg", "log10(teff)", "fe_h"];
        return
        [
            .. Enumerable.Range(0, ApogeeNetArchitecture.Labels).Select(label =>
            {
                (double mean, double deviation, int count) = Moments(part.Select(star => stars.Star(star).Labels[label]));
                return count > 1 && deviation > 0 ? new LabelScale(mean, deviation) : throw new BadInputException(
                    count > 1 ? $"All stars have the same {names[label]}, so there is nothing to learn." : $"{count} stars to train on have {names[label]}.");
            }),
        ];
    }

    /// <summary>The scales of the metadata. What no star has is divided by so much that a value of another star means nothing.</summary>
    public static MetadataSettings OfMetadata(PreparedStars stars, int[] part)
    {
        double[] mean = new double[MetadataVector.Length];
        double[] deviation = new double[MetadataVector.Length];
        double[] replacement = new double[MetadataVector.Length];
        for (int i = 0; i < MetadataVector.Length; i++)
        {
            (double average, double spread, int count) = Moments(part.Select(star => stars.Metadata(star)[i]));
            bool isKnown = count > 1 && spread > 0;
            mean[i] = isKnown ? average : 0;
            deviation[i] = isKnown ? spread : 1e9;
            replacement[i] = isKnown ? average + ((i == MetadataVector.Parallax ? -1 : 1) * ReplacementDeviations * spread) : 0;
        }

        return new MetadataSettings { Mean = mean, Deviation = deviation, Replacement = replacement };
    }

    static (double Mean, double Deviation, int Count) Moments(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        double mean = known.Length > 0 ? known.Average() : double.NaN;
        return (mean, known.Length > 0 ? Math.Sqrt(known.Average(value => (value - mean) * (value - mean))) : double.NaN, known.Length);
    }
}

namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// Pixels where a label must not matter: terms that contain it have no coefficient there, so that the label is measured from its own lines and not from
/// what happens to go along with it in the training set (Casey et al. 2016, arXiv:1603.03040, section 2.1).
/// </summary>
static class Censoring
{
    /// <summary>Reads the option.</summary>
    /// <param name="text">
    /// <c>label: pixels; label: pixels</c>, where pixels are numbers and ranges as in <see cref="ContinuumPixels"/>, or the path of a file with such; empty for
    /// none.
    /// </param>
    /// <param name="terms">The terms of the model.</param>
    /// <param name="labels">The names of its labels.</param>
    /// <param name="pixels">The model's pixels on <see cref="WavelengthGrid"/>.</param>
    /// <returns>For each of the model's pixels the terms that it may have, or null where nothing is censored.</returns>
    /// <exception cref="ConfigurationException">It is no such text.</exception>
    public static bool[][]? Read(string text, PolynomialTerms terms, IReadOnlyList<string> labels, int[] pixels)
    {
        if (text.Trim().Length == 0)
        {
            return null;
        }

        bool[][] allowed = [.. pixels.Select(_ => Enumerable.Repeat(true, terms.Count).ToArray())];
        foreach (string part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split(':', 2, StringSplitOptions.TrimEntries);
            int label = labels.ToList().IndexOf(sides[0]);
            if (sides.Length != 2 || label < 0)
            {
                throw new ConfigurationException(
                    $"censor={text}: '{part}' is not a label with its pixels, such as {labels[0]}:100-200,300; the labels are {string.Join(", ", labels)}.");
            }

            HashSet<int> censored = [.. PixelList.Read("censor", sides[1])];
            for (int n = 0; n < pixels.Length; n++)
            {
                for (int t = 0; t < terms.Count && censored.Contains(pixels[n]); t++)
                {
                    allowed[n][t] &= !terms.Contains(t, label);
                }
            }
        }

        return allowed;
    }
}

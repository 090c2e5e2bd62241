using System.Globalization;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>
/// Spectral types as labels: a table that the user supplies has stars of known type, Teff and log g, to which an interpolation is fitted, and stars
/// of which only the type is known, which get their labels from it (as Sprague et al. 2022 did with 851 measurements).
/// </summary>
/// <remarks>
/// CSV with a header line and the columns <c>star</c> (may be empty where teff and logg are given), <c>spectral_type</c>, <c>teff</c> (K) and
/// <c>logg</c> (both empty where not known). The interpolation is a plane fitted to log10 Teff and log g of the pairs around a type, with Gaussian
/// weights of 1.5 subclasses and 0.7 luminosity classes. Where fewer than three pairs are near, there is no answer.
/// </remarks>
sealed class SpectralTypeTable
{
    const double ClassWidth = 1.5;
    const double LuminosityWidth = 0.7;

    // Three pairs at a distance of one width.
    const double LeastWeight = 1.8;

    // Of the plane's slopes: keeps them at zero where all pairs around a type have the same class.
    const double Ridge = 0.05;

    static readonly string[] Columns = ["star", "spectral_type", "teff", "logg"];

    readonly List<(SpectralType Type, double LogTeff, double Logg)> pairs = [];
    readonly Dictionary<string, SpectralType> stars = new(StringComparer.OrdinalIgnoreCase);

    SpectralTypeTable()
    {
    }

    /// <summary>Pairs that the interpolation is fitted to.</summary>
    public int Pairs => pairs.Count;

    /// <summary>Stars of which only the type is known.</summary>
    public int Stars => stars.Count;

    /// <summary>Reads a table.</summary>
    /// <exception cref="BadInputException">It cannot be read, or a line is wrong; the message names the line.</exception>
    public static SpectralTypeTable Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }

        string[] header = lines.Length > 0 ? [.. lines[0].Split(',').Select(name => name.Trim().ToLowerInvariant())] : [];
        int[] places = [.. Columns.Select(column => Array.IndexOf(header, column))];
        if (Array.IndexOf(places, -1) is int missing and >= 0)
        {
            throw new BadInputException($"{path}: there is no column '{Columns[missing]}' in line 1; {string.Join(',', Columns)} are needed.");
        }

        SpectralTypeTable table = new();
        for (int line = 1; line < lines.Length; line++)
        {
            if (lines[line].Trim().Length > 0)
            {
                string[] cells = [.. lines[line].Split(',').Select(cell => cell.Trim())];
                if (cells.Length != header.Length)
                {
                    throw new BadInputException($"{path}, line {line + 1}: {cells.Length} cells; the header has {header.Length}.");
                }

                table.Add($"{path}, line {line + 1}", cells[places[0]], cells[places[1]], cells[places[2]], cells[places[3]]);
            }
        }

        return table.Pairs > 0 ? table : throw new BadInputException(
            $"{path}: no line has a spectral type with teff and logg, so there is nothing to fit an interpolation to.");
    }

    /// <summary>The labels of a star from its type; null where the table has no such star, or no pairs near its type.</summary>
    /// <param name="star">Its name.</param>
    public (double LogTeff, double Logg)? Find(string star) => stars.TryGetValue(star, out SpectralType type) ? Interpolate(type) : null;

    /// <summary>log10 Teff and log g of a type; null where there are no pairs near it.</summary>
    public (double LogTeff, double Logg)? Interpolate(SpectralType type)
    {
        // Normal equations of the weighted planes a + b x + c y, where x and y are differences from the type in widths: a is the answer.
        double[,] matrix = { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } };
        double[,] right = { { 0, 0 }, { 0, 0 }, { 0, 0 } };
        foreach ((SpectralType known, double logTeff, double logg) in pairs)
        {
            double x = (known.Class - type.Class) / ClassWidth;
            double y = (known.Luminosity - type.Luminosity) / LuminosityWidth;
            double weight = Math.Exp(-0.5 * ((x * x) + (y * y)));
            double[] terms = [1, x, y];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    matrix[i, j] += weight * terms[i] * terms[j];
                }

                right[i, 0] += weight * terms[i] * logTeff;
                right[i, 1] += weight * terms[i] * logg;
            }
        }

        double total = matrix[0, 0];
        if (total < LeastWeight)
        {
            return null;
        }

        // The mean is taken out first, so that the ridge pulls slopes only.
        double meanX = matrix[0, 1] / total;
        double meanY = matrix[0, 2] / total;
        double xx = (matrix[1, 1] / total) - (meanX * meanX) + Ridge;
        double yy = (matrix[2, 2] / total) - (meanY * meanY) + Ridge;
        double xy = (matrix[1, 2] / total) - (meanX * meanY);
        double determinant = (xx * yy) - (xy * xy);
        return (At(0), At(1));

        double At(int label)
        {
            double mean = right[0, label] / total;
            double xz = (right[1, label] / total) - (meanX * mean);
            double yz = (right[2, label] / total) - (meanY * mean);
            double slopeX = ((yy * xz) - (xy * yz)) / determinant;
            double slopeY = ((xx * yz) - (xy * xz)) / determinant;
            return mean - (slopeX * meanX) - (slopeY * meanY);
        }
    }

    void Add(string where, string star, string typeText, string teffText, string loggText)
    {
        if (!SpectralType.TryParse(typeText, out SpectralType type))
        {
            throw new BadInputException($"{where}: '{typeText}' is not a spectral type with a luminosity class, such as B2.5 V.");
        }

        if (teffText.Length == 0 && loggText.Length == 0)
        {
            if (star.Length == 0)
            {
                throw new BadInputException($"{where}: neither a star nor teff and logg.");
            }

            if (!stars.TryAdd(star, type))
            {
                throw new BadInputException($"{where}: star '{star}' is there twice.");
            }

            return;
        }

        double teff = Number(where, "teff", teffText);
        double logg = Number(where, "logg", loggText);
        pairs.Add(teff > 0
            ? (type, Math.Log10(teff), logg)
            : throw new BadInputException($"{where}: teff is {teffText}; it is in kelvin, above zero."));
    }

    static double Number(string where, string column, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new BadInputException($"{where}, column {column}: '{text}' is not a finite number.");
}

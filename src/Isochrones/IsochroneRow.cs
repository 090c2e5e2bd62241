using System.Globalization;

namespace Astra.Isochrones;

/// <summary>A row of numbers in a text file, read with errors that say where a number is that cannot be one.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Names">The columns' names.</param>
/// <param name="Words">What stands in them.</param>
readonly record struct IsochroneRow(string Path, int Line, string[] Names, string[] Words)
{
    /// <summary>The number in a column.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <param name="least">The least that makes sense.</param>
    /// <param name="most">The most that makes sense.</param>
    /// <exception cref="BadInputException">It is no number, or one out of range.</exception>
    public double Number(int column, double least, double most)
    {
        string word = Words[column];
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path}, line {Line}, column {Names[column]}: '{(word.Length > 40 ? word[..40] + "..." : word)}' is not a number from {least} to {most}."));
    }

    /// <summary>
    /// An age in Gyr with five digits, as many as tables have in log age, so that 5.00e+09 years and 9.69897 are the same age.
    /// </summary>
    /// <param name="column">The column, from 0.</param>
    /// <param name="isLogarithmic">Whether it holds log10 of years; otherwise years.</param>
    /// <exception cref="BadInputException">It is no age.</exception>
    public double Age(int column, bool isLogarithmic)
    {
        double age = isLogarithmic ? Math.Pow(10, Number(column, 4.9, 10.5) - 9) : Number(column, 7e4, 3e10) / 1e9;
        return double.Parse(age.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}

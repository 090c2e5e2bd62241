using System.Text.Json;

namespace Astra.Plugins.IronWidth;

/// <summary>[Fe/H] as a polynomial of the second degree in log(width / wavelength) and Teff.</summary>
/// <param name="Coefficients">Of 1, w, t, w w, w t and t t (<see cref="Terms"/>), dex.</param>
/// <param name="Scatter">What is left between polynomial and truth once the noise of the widths is taken out, dex.</param>
/// <param name="LogWidths">The smallest and the largest log(width / wavelength) that it was trained on.</param>
/// <param name="Teffs">The lowest and the highest Teff that it was trained on, K.</param>
sealed record IronModel(double[] Coefficients, double Scatter, double[] LogWidths, double[] Teffs)
{
    public const string FileName = "polynomial.json";

    /// <exception cref="ConfigurationException">The file is not what the training writes.</exception>
    public static IronModel Read(Model model)
    {
        string path = Path.Combine(model.Folder, FileName);
        try
        {
            IronModel? read = JsonSerializer.Deserialize<IronModel>(File.ReadAllText(path));
            return read is { Coefficients.Length: 6, LogWidths.Length: 2, Teffs.Length: 2 }
                ? read
                : throw new ConfigurationException($"{path} is not a polynomial of six terms with its limits. Train the model again.");
        }
        catch (JsonException error)
        {
            throw new ConfigurationException($"{path} is not JSON: {error.Message} Train the model again.", error);
        }
    }

    /// <summary>Scaled so that all terms are of the order of 1, which keeps the equations well conditioned.</summary>
    public static double[] Terms(double logWidth, double teff)
    {
        double w = (logWidth + 4.8) / 0.2;
        double t = (teff - 4750) / 500;
        return [1, w, t, w * w, w * t, t * t];
    }

    public double FeH(double logWidth, double teff) => Terms(logWidth, teff).Zip(Coefficients, (term, coefficient) => term * coefficient).Sum();

    /// <summary>The error of the width carried through the polynomial, and the scatter of the training.</summary>
    public double Error(double logWidth, double teff, double logWidthError)
    {
        double fromWidth = (FeH(logWidth + 1e-4, teff) - FeH(logWidth - 1e-4, teff)) / 2e-4 * logWidthError;
        return Math.Sqrt((fromWidth * fromWidth) + (Scatter * Scatter));
    }

    public bool IsWithin(double logWidth, double teff) =>
        logWidth >= LogWidths[0] && logWidth <= LogWidths[1] && teff >= Teffs[0] && teff <= Teffs[1];
}

namespace Astra.Plugins.ApogeeNet;

/// <summary>A label as the network gives it: for the spectrum as it is, and over draws of it with noise. NaN where the network's answer is not
/// finite.</summary>
/// <param name="Value">For the spectrum as it is.</param>
/// <param name="Median">The median of the draws.</param>
/// <param name="Scatter">The standard deviation of the draws, divided by their number (numpy's and SDSS's default), not by one less.</param>
readonly record struct Prediction(double Value, double Median, double Scatter)
{
    /// <summary>Gathers a label from the passes of a spectrum. Each draw of Teff is turned into kelvin before anything is taken of it.</summary>
    /// <param name="label">log g, Teff or [Fe/H]: the place among the network's outputs.</param>
    /// <param name="passes">The passes.</param>
    /// <param name="spectrum">The spectrum among them.</param>
    /// <param name="scale">How the network's outputs are turned into labels.</param>
    /// <param name="scratch">Room for as many numbers as there are draws.</param>
    public static Prediction Of(Label label, NoisePasses passes, int spectrum, LabelScale scale, Span<double> scratch)
    {
        int count = 0;
        double sum = 0;
        for (int draw = 1; draw <= passes.Draws; draw++)
        {
            double value = Physical(label, scale, passes.Labels(spectrum, draw));
            if (double.IsFinite(value))
            {
                scratch[count++] = value;
                sum += value;
            }
        }

        double plain = Physical(label, scale, passes.Labels(spectrum, 0));
        plain = double.IsFinite(plain) ? plain : double.NaN;
        if (count == 0)
        {
            return new Prediction(plain, double.NaN, double.NaN);
        }

        Span<double> draws = scratch[..count];
        double mean = sum / count;
        double squares = 0;
        foreach (double value in draws)
        {
            squares += (value - mean) * (value - mean);
        }

        draws.Sort();
        double median = count % 2 == 1 ? draws[count / 2] : (draws[(count / 2) - 1] + draws[count / 2]) / 2;
        return new Prediction(plain, median, Math.Sqrt(squares / count));
    }

    /// <summary>A label in its unit, Teff in kelvin.</summary>
    /// <param name="label">Which.</param>
    /// <param name="scale">Its scale.</param>
    /// <param name="outputs">The network's outputs.</param>
    public static double Physical(Label label, LabelScale scale, ReadOnlySpan<float> outputs)
    {
        double value = scale.ToLabel(outputs[(int)label]);
        return label == Label.Teff ? Math.Pow(10, value) : value;
    }
}

/// <summary>The labels in the order of the network's outputs.</summary>
enum Label
{
    /// <summary>Surface gravity, log10(cm/s^2).</summary>
    Logg,

    /// <summary>Effective temperature; the network knows its log10.</summary>
    Teff,

    /// <summary>[Fe/H], dex.</summary>
    FeH,
}

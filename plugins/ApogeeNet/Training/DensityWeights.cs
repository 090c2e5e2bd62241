namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>
/// Weights that let rare stars count: a star at density d in the plane of standardised log10 Teff and log g gets min(c/d, 5), where c makes the mean
/// weight one and the density is that of a Gaussian kernel of width 0.7671 (Sprague et al. 2022; they write max and describe a cap).
/// </summary>
static class DensityWeights
{
    /// <summary>The published width of the kernel, in standard deviations.</summary>
    public const double PublishedBandwidth = 0.7671;

    /// <summary>The published cap.</summary>
    public const double PublishedCap = 5;

    // The grid on which the density is computed, in widths of the kernel: fine enough for errors of a thousandth.
    const double Step = 0.1;

    // Where the kernel ends, in its widths; exp(-0.5 x 6^2) is 1e-8.
    const int Reach = 60;

    /// <summary>The weights of stars.</summary>
    /// <param name="x">Standardised log10 Teff.</param>
    /// <param name="y">Standardised log g.</param>
    /// <param name="bandwidth">The width of the kernel.</param>
    /// <param name="cap">The largest weight, above one.</param>
    public static double[] Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double bandwidth, double cap)
    {
        double[] density = Density(x, y, bandwidth);

        // The mean of min(c/d, cap) rises with c from 0 to cap.
        double low = 0;
        double high = cap * density.Max();
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = density.Average(d => Math.Min(middle / d, cap)) < 1 ? (middle, high) : (low, middle);
        }

        return Array.ConvertAll(density, d => Math.Min(high / d, cap));
    }

    /// <summary>
    /// The kernel density at each star (each star counts at its own place), by stars per unit area of the plane. On a grid of a tenth of a width,
    /// since 60,000 stars have 3.6 billion pairs.
    /// </summary>
    public static double[] Density(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double bandwidth)
    {
        double step = Step * bandwidth;
        double startX = Least(x) - step;
        double startY = Least(y) - step;
        int width = (int)((Greatest(x) - startX) / step) + 3;
        int height = (int)((Greatest(y) - startY) / step) + 3;
        double[] grid = new double[checked(width * height)];
        for (int n = 0; n < x.Length; n++)
        {
            (int cell, double u, double v) = Place(x[n], y[n]);
            grid[cell] += (1 - u) * (1 - v);
            grid[cell + 1] += u * (1 - v);
            grid[cell + width] += (1 - u) * v;
            grid[cell + width + 1] += u * v;
        }

        grid = Smooth(Smooth(grid, width, height, 1, width), height, width, width, 1);
        double norm = 1 / (2 * Math.PI * bandwidth * bandwidth);
        double[] density = new double[x.Length];
        for (int n = 0; n < density.Length; n++)
        {
            (int cell, double u, double v) = Place(x[n], y[n]);
            double below = ((1 - u) * grid[cell]) + (u * grid[cell + 1]);
            double above = ((1 - u) * grid[cell + width]) + (u * grid[cell + width + 1]);
            density[n] = norm * (((1 - v) * below) + (v * above));
        }

        return density;

        (int Cell, double U, double V) Place(double atX, double atY)
        {
            double u = (atX - startX) / step;
            double v = (atY - startY) / step;
            return (((int)v * width) + (int)u, u - (int)u, v - (int)v);
        }
    }

    /// <summary>A pass of the separable kernel along one axis.</summary>
    static double[] Smooth(double[] grid, int length, int lines, int stride, int lineStride)
    {
        double[] kernel = [.. Enumerable.Range(0, Reach + 1).Select(i => Math.Exp(-0.5 * i * Step * i * Step))];
        double[] smooth = new double[grid.Length];
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i < length; i++)
            {
                double value = grid[(line * lineStride) + (i * stride)];
                for (int j = Math.Max(0, i - Reach); value != 0 && j <= Math.Min(length - 1, i + Reach); j++)
                {
                    smooth[(line * lineStride) + (j * stride)] += value * kernel[Math.Abs(i - j)];
                }
            }
        }

        return smooth;
    }

    static double Least(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity;
        foreach (double value in values)
        {
            least = Math.Min(least, value);
        }

        return least;
    }

    static double Greatest(ReadOnlySpan<double> values)
    {
        double greatest = double.NegativeInfinity;
        foreach (double value in values)
        {
            greatest = Math.Max(greatest, value);
        }

        return greatest;
    }
}

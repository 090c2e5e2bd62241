namespace Astra.Plugins.Cannon;

/// <summary>
/// A continuum that does not depend on how noisy a spectrum is: for each detector a polynomial (Ness et al. 2015, ApJ 808, 16, section 2.3) or sines and
/// cosines (Casey et al. 2016, arXiv:1603.03040), by weighted linear least squares through pixels that were chosen once and for all. Keeps scratch
/// memory, so one object serves one thread.
/// </summary>
/// <remarks>
/// The fit is linear in the flux and nothing is clipped, so noise of zero mean moves it by zero in the mean; and errors enter by their ratios only, so that a
/// spectrum with all errors ten times larger has the same continuum.
/// </remarks>
sealed class LinearContinuum : IContinuum
{
    // A pixel whose error is stated far too small must not pull the continuum to itself.
    const double HeaviestPixel = 4;

    readonly ContinuumSettings settings;
    readonly Chip[] chips;
    readonly int terms;
    readonly double[] normal;
    readonly double[] coefficients;

    /// <summary>Prepares the functions.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="chips">The pixels of each detector on <see cref="WavelengthGrid"/>.</param>
    public LinearContinuum(ContinuumSettings settings, IEnumerable<Range> chips)
    {
        this.settings = settings;
        terms = settings.Method == ContinuumSettings.Polynomial ? settings.Degree + 1 : 1 + (2 * settings.Order);
        int[] pixels = ContinuumPixels.Parse(settings.Pixels ?? "");
        this.chips = [.. chips.Select(range => new Chip(
            range.Start.Value,
            Basis(range.Start.Value, range.End.Value),
            [.. pixels.Where(p => p >= range.Start.Value && p < range.End.Value)]))];
        normal = new double[terms * terms];
        coefficients = new double[terms];
    }

    /// <inheritdoc/>
    public void Fit(ReadOnlySpan<float> flux, ReadOnlySpan<float> error, ReadOnlySpan<bool> usable, Span<double> continuum)
    {
        continuum.Fill(double.NaN);
        foreach (Chip chip in chips)
        {
            FitChip(chip, flux, error, usable, continuum);
        }
    }

    void FitChip(Chip chip, ReadOnlySpan<float> flux, ReadOnlySpan<float> error, ReadOnlySpan<bool> usable, Span<double> continuum)
    {
        int count = 0;
        float level = 0;
        foreach (int p in chip.Pixels)
        {
            if (usable[p])
            {
                chip.Errors[count++] = error[p];
                level = MathF.Max(level, MathF.Abs(flux[p]));
            }
        }

        if (count < 2 * terms || !(level > 0))
        {
            return;
        }

        Array.Sort(chip.Errors, 0, count);
        double median = chip.Errors[count / 2];
        Array.Clear(normal);
        Array.Clear(coefficients);
        foreach (int p in chip.Pixels)
        {
            if (usable[p])
            {
                double relative = median / error[p];
                Add(chip.Basis.AsSpan((p - chip.First) * terms, terms), flux[p] / (double)level, Math.Min(relative * relative, HeaviestPixel));
            }
        }

        double trace = Enumerable.Range(0, terms).Sum(t => normal[(t * terms) + t]);
        for (int t = 0; t < terms && settings.Method == ContinuumSettings.SinesCosines; t++)
        {
            normal[(t * terms) + t] += settings.Ridge * trace;
        }

        if (!CholeskyFactor.TryFactor(normal, terms))
        {
            return;
        }

        CholeskyFactor.Solve(normal, terms, coefficients);
        for (int p = 0; p < chip.Basis.Length / terms; p++)
        {
            double value = 0;
            for (int t = 0; t < terms; t++)
            {
                value += coefficients[t] * chip.Basis[(p * terms) + t];
            }

            continuum[chip.First + p] = value > 0 ? level * value : double.NaN;
        }
    }

    void Add(ReadOnlySpan<double> values, double flux, double weight)
    {
        for (int i = 0; i < terms; i++)
        {
            coefficients[i] += weight * values[i] * flux;
            for (int j = 0; j <= i; j++)
            {
                normal[(i * terms) + j] += weight * values[i] * values[j];
            }
        }
    }

    /// <summary>The functions in each pixel of a detector: pixels x terms.</summary>
    double[] Basis(int first, int end)
    {
        double[] basis = new double[(end - first) * terms];
        for (int p = first; p < end; p++)
        {
            Span<double> values = basis.AsSpan((p - first) * terms, terms);
            values[0] = 1;
            if (settings.Method == ContinuumSettings.Polynomial)
            {
                double x = ((2.0 * p) - first - end + 1) / (end - first);
                for (int k = 1; k < terms; k++)
                {
                    values[k] = ((((2 * k) - 1) * x * values[k - 1]) - ((k - 1) * (k > 1 ? values[k - 2] : 0))) / k;
                }
            }
            else
            {
                for (int o = 1; o <= settings.Order; o++)
                {
                    (values[(2 * o) - 1], values[2 * o]) = Math.SinCos(2 * Math.PI * o * WavelengthGrid.Wavelength(p) / settings.Period);
                }
            }
        }

        return basis;
    }

    sealed record Chip(int First, double[] Basis, int[] Pixels)
    {
        public float[] Errors { get; } = new float[Pixels.Length];
    }
}

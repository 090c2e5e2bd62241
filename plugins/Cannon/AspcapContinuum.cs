using System.Runtime.Intrinsics;

namespace Astra.Plugins.Cannon;

/// <summary>
/// ASPCAP's pseudo-continuum: a polynomial for each detector, drawn to the upper envelope by clipping far more below than above (Garcia Perez et al.
/// 2016, AJ 151, 144, section 4.2). A clipped pixel is not dropped but takes the fit's value for the next iteration, and the whole is done twice, the
/// second time without pixels that came out too high or not above zero. Read-only; <see cref="Fit"/> may be called from several threads.
/// </summary>
sealed class AspcapContinuum
{
    const int Lanes = WeightedGram.Lanes;

    readonly ContinuumSettings settings;
    readonly Range[] chips;
    readonly double[][] bases;

    /// <summary>Prepares the polynomials.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="chips">The pixels of each detector on <see cref="WavelengthGrid"/>.</param>
    public AspcapContinuum(ContinuumSettings settings, IEnumerable<Range> chips)
    {
        this.settings = settings;
        this.chips = [.. chips];
        bases = [.. this.chips.Select(chip => Legendre(chip.End.Value - chip.Start.Value, Terms))];
    }

    int Terms => settings.Degree + 1;

    /// <summary>Fits the continuum.</summary>
    /// <param name="flux">Flux of all 8575 pixels, in any unit.</param>
    /// <param name="usable">Whether a pixel may be used; its flux must then be finite.</param>
    /// <param name="continuum">
    /// Receives the continuum in the unit of the flux; NaN between the detectors, for a detector of which less than a tenth is usable, and wherever the
    /// polynomial is not above zero.
    /// </param>
    public void Fit(ReadOnlySpan<float> flux, ReadOnlySpan<bool> usable, Span<double> continuum)
    {
        continuum.Fill(double.NaN);
        for (int chip = 0; chip < chips.Length; chip++)
        {
            FitChip(bases[chip], flux[chips[chip]], usable[chips[chip]], continuum[chips[chip]]);
        }
    }

    /// <summary>The Legendre polynomials of degree 0 and up over a chip, each padded with zeros to a multiple of <see cref="Lanes"/>.</summary>
    static double[] Legendre(int pixels, int terms)
    {
        int stride = WeightedGram.Padded(pixels);
        double[] basis = new double[terms * stride];
        for (int p = 0; p < pixels; p++)
        {
            double x = ((2.0 * p) - pixels + 1) / pixels;
            double before = 0;
            double value = 1;
            for (int k = 0; k < terms; k++)
            {
                basis[(k * stride) + p] = value;
                (before, value) = (value, ((((2 * k) + 1) * x * value) - (k * before)) / (k + 1));
            }
        }

        return basis;
    }

    void FitChip(double[] basis, ReadOnlySpan<float> flux, ReadOnlySpan<bool> usable, Span<double> continuum)
    {
        int stride = basis.Length / Terms;
        double[] used = new double[stride];
        double[] fit = new double[stride];
        double level = 0;
        for (int p = 0; p < flux.Length; p++)
        {
            used[p] = usable[p] ? 1 : 0;
            level = usable[p] ? Math.Max(level, Math.Abs(flux[p])) : level;
        }

        if (!(level > 0) || !TryPass(basis, flux, level, used, fit))
        {
            return;
        }

        for (int p = 0; p < flux.Length; p++)
        {
            double normalised = flux[p] / (level * fit[p]);
            used[p] = normalised > 0 && normalised <= settings.HighestFlux ? used[p] : 0;
        }

        if (!TryPass(basis, flux, level, used, fit))
        {
            return;
        }

        for (int p = 0; p < flux.Length; p++)
        {
            continuum[p] = fit[p] > 0 ? level * fit[p] : double.NaN;
        }
    }

    /// <summary>Fits one pass in units of <paramref name="level"/>, so that squares cannot overflow.</summary>
    bool TryPass(double[] basis, ReadOnlySpan<float> flux, double level, double[] used, double[] fit)
    {
        int stride = used.Length;
        double count = used.Sum();

        // Below a tenth ASPCAP's own code warns; a polynomial through so little says nothing about the rest of the detector.
        if (count < Math.Max(Terms + 1, flux.Length / 10.0))
        {
            return false;
        }

        double[] y = new double[stride];
        for (int p = 0; p < flux.Length; p++)
        {
            y[p] = used[p] > 0 ? flux[p] / level : 0;
        }

        double[] normal = new double[Terms * Terms];
        for (int i = 0; i < Terms; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                normal[(i * Terms) + j] = Sum(basis.AsSpan(i * stride, stride), basis.AsSpan(j * stride, stride), used);
            }
        }

        if (!CholeskyFactor.TryFactor(normal, Terms))
        {
            return false;
        }

        double[] coefficients = new double[Terms];
        for (int iteration = 0; iteration < settings.Iterations; iteration++)
        {
            for (int k = 0; k < Terms; k++)
            {
                coefficients[k] = Sum(basis.AsSpan(k * stride, stride), y, used);
            }

            CholeskyFactor.Solve(normal, Terms, coefficients);
            double squares = Evaluate(basis, coefficients, y, used, fit);
            double deviation = Math.Sqrt(squares / (count - Terms));
            Clip(y, fit, settings.ClipBelow * deviation, settings.ClipAbove * deviation);
        }

        return true;
    }

    static double Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> used)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        for (int p = 0; p < a.Length; p += Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(a[p..]) * Vector512.Create(used[p..]), Vector512.Create(b[p..]), sum);
        }

        return InFixedOrder(sum);
    }

    static double Evaluate(ReadOnlySpan<double> basis, ReadOnlySpan<double> coefficients, ReadOnlySpan<double> y, ReadOnlySpan<double> used, Span<double> fit)
    {
        Vector512<double> squares = Vector512<double>.Zero;
        for (int p = 0; p < y.Length; p += Lanes)
        {
            Vector512<double> value = Vector512<double>.Zero;
            for (int k = 0; k < coefficients.Length; k++)
            {
                value = Vector512.FusedMultiplyAdd(Vector512.Create(coefficients[k]), Vector512.Create(basis[((k * y.Length) + p)..]), value);
            }

            value.CopyTo(fit[p..]);
            Vector512<double> residual = (Vector512.Create(y[p..]) - value) * Vector512.Create(used[p..]);
            squares = Vector512.FusedMultiplyAdd(residual, residual, squares);
        }

        return InFixedOrder(squares);
    }

    static void Clip(Span<double> y, ReadOnlySpan<double> fit, double below, double above)
    {
        for (int p = 0; p < y.Length; p += Lanes)
        {
            Vector512<double> value = Vector512.Create((ReadOnlySpan<double>)y[p..]);
            Vector512<double> model = Vector512.Create(fit[p..]);
            Vector512<double> clipped = Vector512.LessThan(value, model - Vector512.Create(below)) | Vector512.GreaterThan(value, model + Vector512.Create(above));
            Vector512.ConditionalSelect(clipped, model, value).CopyTo(y[p..]);
        }
    }

    // Vector512.Sum leaves the order of additions to the processor; this is the same everywhere.
    static double InFixedOrder(Vector512<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

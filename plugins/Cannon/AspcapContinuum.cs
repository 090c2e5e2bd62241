using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Astra.Plugins.Cannon;

/// <summary>
/// ASPCAP's pseudo-continuum: a polynomial for each detector, drawn to the upper envelope by clipping far more below than above (Garcia Perez et al.
/// 2016, AJ 151, 144). A clipped pixel is not dropped but takes the fit's value for the next iteration, and the whole is done twice, the
/// second time without pixels that came out too high or not above zero. Keeps scratch memory, so one object serves one thread.
/// </summary>
sealed class AspcapContinuum : IContinuum
{
    // Sums run in eight lanes, so that their bits do not depend on the processor; two sums at a time hide the latency of an addition.
    const int Lanes = 8;

    readonly ContinuumSettings settings;
    readonly Range[] chips;
    readonly double[][] bases;
    readonly double[] usedMemory;
    readonly double[] fitMemory;
    readonly double[] yMemory;
    readonly double[] normal;
    readonly double[] coefficients;

    /// <summary>Prepares the polynomials.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="chips">The pixels of each detector on <see cref="WavelengthGrid"/>.</param>
    public AspcapContinuum(ContinuumSettings settings, IEnumerable<Range> chips)
    {
        this.settings = settings;
        this.chips = [.. chips];
        bases = [.. this.chips.Select(chip => Legendre(chip.End.Value - chip.Start.Value, Terms))];
        int longest = bases.Max(basis => basis.Length / Terms);
        usedMemory = new double[longest];
        fitMemory = new double[longest];
        yMemory = new double[longest];
        normal = new double[Terms * Terms];
        coefficients = new double[Terms];
    }

    int Terms => settings.Degree + 1;

    /// <inheritdoc/>
    /// <remarks>All pixels weigh the same, whatever their errors.</remarks>
    void IContinuum.Fit(ReadOnlySpan<float> flux, ReadOnlySpan<float> error, ReadOnlySpan<bool> usable, Span<double> continuum) => Fit(flux, usable, continuum);

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

    /// <summary>The Legendre polynomials of degree 0 and up over a chip, each padded with zeros to a multiple of two times <see cref="Lanes"/>.</summary>
    static double[] Legendre(int pixels, int terms)
    {
        int stride = (pixels + (2 * Lanes) - 1) / (2 * Lanes) * (2 * Lanes);
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
        Span<double> used = usedMemory.AsSpan(0, stride);
        Span<double> fit = fitMemory.AsSpan(0, stride);
        used.Clear();
        int count = 0;
        float level = 0;
        for (int p = 0; p < flux.Length; p++)
        {
            if (usable[p])
            {
                used[p] = 1;
                count++;
                level = MathF.Max(level, MathF.Abs(flux[p]));
            }
        }

        // In units of the highest pixel no square can overflow.
        double unit = 1.0 / level;
        if (!(level > 0) || !TryPass(basis, flux, unit, used, count, fit))
        {
            return;
        }

        for (int p = 0; p < flux.Length; p++)
        {
            double value = flux[p] * unit;
            if (used[p] > 0 && !(value > 0 && value <= settings.HighestFlux * fit[p]))
            {
                used[p] = 0;
                count--;
            }
        }

        if (!TryPass(basis, flux, unit, used, count, fit))
        {
            return;
        }

        for (int p = 0; p < flux.Length; p++)
        {
            continuum[p] = fit[p] > 0 ? level * fit[p] : double.NaN;
        }
    }

    bool TryPass(double[] basis, ReadOnlySpan<float> flux, double unit, ReadOnlySpan<double> used, int count, Span<double> fit)
    {
        // Below a tenth ASPCAP's own code warns; a polynomial through so little says nothing about the rest of the detector.
        if (count <= Terms || 10 * count < flux.Length)
        {
            return false;
        }

        Span<double> y = yMemory.AsSpan(0, used.Length);
        for (int i = 0; i < Terms; i++)
        {
            ReadOnlySpan<double> polynomial = basis.AsSpan(i * used.Length, used.Length);
            for (int p = 0; p < y.Length; p++)
            {
                y[p] = polynomial[p] * used[p];
            }

            Project(basis, y, normal.AsSpan(i * Terms, i + 1));
        }

        if (!CholeskyFactor.TryFactor(normal, Terms))
        {
            return false;
        }

        y.Clear();
        for (int p = 0; p < flux.Length; p++)
        {
            y[p] = used[p] > 0 ? flux[p] * unit : 0;
        }

        for (int iteration = 0; iteration < settings.Iterations; iteration++)
        {
            Project(basis, y, coefficients);
            CholeskyFactor.Solve(normal, Terms, coefficients);
            double squares = Evaluate(basis, coefficients, y, used, fit);
            double deviation = Math.Sqrt(squares / (count - Terms));
            Clip(y, fit, used, settings.ClipBelow * deviation, settings.ClipAbove * deviation);
        }

        return true;
    }

    /// <summary>The inner product of each polynomial with <paramref name="y"/>.</summary>
    static void Project(double[] basis, ReadOnlySpan<double> y, Span<double> products)
    {
        ref double values = ref MemoryMarshal.GetReference(y);
        for (int k = 0; k < products.Length; k++)
        {
            ref double polynomial = ref basis[k * y.Length];
            Vector512<double> even = Vector512<double>.Zero;
            Vector512<double> odd = Vector512<double>.Zero;
            for (nuint p = 0; p < (nuint)y.Length; p += 2 * Lanes)
            {
                even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref polynomial, p), Vector512.LoadUnsafe(ref values, p), even);
                odd = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref polynomial, p + Lanes), Vector512.LoadUnsafe(ref values, p + Lanes), odd);
            }

            products[k] = InFixedOrder(even + odd);
        }
    }

    /// <summary>Evaluates the polynomial and sums the squares of the residuals of the pixels used.</summary>
    static double Evaluate(double[] basis, double[] coefficients, ReadOnlySpan<double> y, ReadOnlySpan<double> used, Span<double> fit)
    {
        ref double values = ref MemoryMarshal.GetReference(y);
        ref double uses = ref MemoryMarshal.GetReference(used);
        ref double fits = ref MemoryMarshal.GetReference(fit);
        Vector512<double> squares = Vector512<double>.Zero;
        for (nuint p = 0; p < (nuint)y.Length; p += Lanes)
        {
            Vector512<double> value = Vector512<double>.Zero;
            nuint at = p;
            foreach (double coefficient in coefficients)
            {
                value = Vector512.FusedMultiplyAdd(Vector512.Create(coefficient), Vector512.LoadUnsafe(ref basis[0], at), value);
                at += (nuint)y.Length;
            }

            value.StoreUnsafe(ref fits, p);
            Vector512<double> residual = (Vector512.LoadUnsafe(ref values, p) - value) * Vector512.LoadUnsafe(ref uses, p);
            squares = Vector512.FusedMultiplyAdd(residual, residual, squares);
        }

        return InFixedOrder(squares);
    }

    /// <summary>Gives pixels far from the fit its value; pixels that are not used stay 0.</summary>
    static void Clip(Span<double> y, ReadOnlySpan<double> fit, ReadOnlySpan<double> used, double below, double above)
    {
        ref double values = ref MemoryMarshal.GetReference(y);
        ref double uses = ref MemoryMarshal.GetReference(used);
        ref double fits = ref MemoryMarshal.GetReference(fit);
        Vector512<double> lower = Vector512.Create(below);
        Vector512<double> upper = Vector512.Create(above);
        for (nuint p = 0; p < (nuint)y.Length; p += Lanes)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref values, p);
            Vector512<double> model = Vector512.LoadUnsafe(ref fits, p);
            Vector512<double> clipped = Vector512.LessThan(value, model - lower) | Vector512.GreaterThan(value, model + upper);
            (Vector512.ConditionalSelect(clipped, model, value) * Vector512.LoadUnsafe(ref uses, p)).StoreUnsafe(ref values, p);
        }
    }

    // Vector512.Sum leaves the order of additions to the processor; this is the same everywhere.
    static double InFixedOrder(Vector512<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

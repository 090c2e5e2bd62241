namespace Astra.Tutorial.Tests;

/// <summary>A spectrum with one line, whose equivalent width is known: a normal curve below a straight continuum.</summary>
sealed record KnownLine
{
    const double Centre = 15211.682;

    /// <summary>Depth in the centre, of the continuum.</summary>
    public double Depth { get; init; } = 0.4;

    /// <summary>Standard deviation, Angstrom.</summary>
    public double Sigma { get; init; } = 0.3;

    /// <summary>Change of the continuum from one Angstrom to the next, of the continuum.</summary>
    public double Tilt { get; init; } = 0.004;

    /// <summary>Signal-to-noise ratio that is stated of each pixel.</summary>
    public double Snr { get; init; } = 100;

    /// <summary>Whether there is noise of that size, shared by neighbouring pixels as APOGEE's is (0.45).</summary>
    public bool Noisy { get; init; }

    public int Number { get; init; }

    public SpectrumKind Kind { get; init; } = SpectrumKind.Combined;

    /// <summary>Pixels to spoil, by their distance from the line's centre in Angstrom, and how.</summary>
    public IReadOnlyList<(double From, double To, PixelMask Mask, float Flux)> Damage { get; init; } = [];

    /// <summary>The equivalent width: the integral of the curve, Angstrom.</summary>
    public double Width => Depth * Sigma * Math.Sqrt(2 * Math.PI);

    public Spectrum Spectrum()
    {
        // A moving sum of two independent numbers with these weights has variance 1 and correlation 0.45 from one to the next.
        double first = (Math.Sqrt(1.9) + Math.Sqrt(0.1)) / 2;
        double second = (Math.Sqrt(1.9) - Math.Sqrt(0.1)) / 2;
        RandomSource random = RandomSource.FromName(FormattableString.Invariant($"known line {Number}"));
        double[] draws = [.. Enumerable.Range(0, WavelengthGrid.Pixels + 1).Select(_ => Noisy ? random.NextGaussian() : 0)];

        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        for (int pixel = 0; pixel < WavelengthGrid.Pixels; pixel++)
        {
            double distance = WavelengthGrid.Wavelength(pixel) - Centre;
            double continuum = 1000 * (1 + (Tilt * distance));
            error[pixel] = (float)(1000 / Snr);
            flux[pixel] = (float)((continuum * (1 - (Depth * Math.Exp(-distance * distance / (2 * Sigma * Sigma)))))
                + (error[pixel] * ((first * draws[pixel]) + (second * draws[pixel + 1]))));
            foreach ((double from, double to, PixelMask bits, float value) in Damage)
            {
                if (distance >= from && distance <= to)
                {
                    mask[pixel] |= bits;
                    flux[pixel] = float.IsNaN(value) ? flux[pixel] : value;
                }
            }
        }

        return new Spectrum(FormattableString.Invariant($"line {Number} {Kind}"), Kind, flux, error, mask) { Snr = (float)Snr };
    }
}

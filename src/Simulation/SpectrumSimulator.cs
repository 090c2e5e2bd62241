using System.Collections.Concurrent;
using System.Globalization;

namespace Astra.Simulation;

/// <summary>
/// Draws stars: spectra as apStar files have them, from an emulator, with the photometry and parallax that go with the labels. Safe for several
/// threads; star n of a seed is the same to the last bit whoever draws it and when.
/// </summary>
public sealed class SpectrumSimulator
{
    /// <summary>
    /// Median flux density of a star of H = 12 in 1e-17 erg/s/cm^2/Angstrom: the median of 20 apStar files, which scatter by 3 % around it.
    /// </summary>
    const double FluxAtTwelve = 177.6;

    /// <summary>h c / k in K Angstrom (CODATA 2018).</summary>
    const double SecondRadiation = 1.438776877e8;

    readonly Emulator emulator;
    readonly SimulationSettings settings;
    readonly int teffAt;
    readonly float[] wavelength = new float[Emulator.Pixels];
    readonly ConcurrentBag<Scratch> idle = [];

    /// <summary>Makes a simulator.</summary>
    /// <param name="emulator">Gives the spectra.</param>
    /// <param name="settings">What to draw.</param>
    /// <exception cref="ConfigurationException">A setting is out of range.</exception>
    public SpectrumSimulator(Emulator emulator, SimulationSettings settings)
    {
        settings.Check();
        this.emulator = emulator;
        this.settings = settings;
        teffAt = emulator.Labels.ToList().FindIndex(label => label.Name == "teff");
        int at = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            for (int pixel = chip.Start.Value; pixel < chip.End.Value; pixel++)
            {
                wavelength[at++] = (float)WavelengthGrid.Wavelength(pixel);
            }
        }
    }

    /// <summary>The emulator.</summary>
    public Emulator Emulator => emulator;

    /// <summary>What is drawn.</summary>
    public SimulationSettings Settings => settings;

    /// <summary>Draws a star.</summary>
    /// <param name="star">Its number, 0 or more: with the seed it decides everything that is random.</param>
    /// <param name="labels">A value for each of <see cref="Emulator.Labels"/>, within their limits: see <see cref="Emulator.WhyOutside"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The labels lie outside the emulator's limits, or the star's number is negative.</exception>
    public SimulatedSpectrum Draw(long star, ReadOnlySpan<double> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(star);
        if (emulator.WhyOutside(labels) is string why)
        {
            throw new ArgumentOutOfRangeException(nameof(labels), $"Star {star.ToString(CultureInfo.InvariantCulture)} lies outside the emulator's limits: {why}.");
        }

        string identity = string.Create(CultureInfo.InvariantCulture, $"simulated-{settings.Seed}-{star:D6}");
        RandomSource random = RandomSource.FromName(identity);
        StarPhotometry photometry = StarPhotometry.Draw(settings, labels[teffAt], labels[teffAt + 1], labels[teffAt + 2], random);
        double snr = settings.SnrMin * Math.Pow(settings.SnrMax / settings.SnrMin, random.NextDouble());
        double velocity = settings.VelocityDispersion * random.NextGaussian();
        double vsini = settings.VsiniMax * random.NextDouble();
        double macroturbulence = settings.MacroturbulenceMax * random.NextDouble();
        StarTruth truth = new(
            photometry.Radius, photometry.Luminosity, photometry.Distance, photometry.Extinction, vsini, macroturbulence, velocity, snr);
        float level = (float)Level(photometry.Apparent.H);
        float[] flux = new float[WavelengthGrid.Pixels];
        if (!idle.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(settings);
        }

        Spectrum spectrum;
        try
        {
            Shape(labels, vsini, macroturbulence, random, scratch);
            spectrum = scratch.Observation.Observe(scratch.Shape, level, snr, velocity, random, identity, flux);
        }
        finally
        {
            idle.Add(scratch);
        }

        Dictionary<string, double> metadata = photometry.Catalogue();
        metadata["snr"] = spectrum.Snr;
        metadata["n_visits"] = settings.Visits;
        metadata["v_rad"] = velocity;
        return new SimulatedSpectrum(star, spectrum, flux, labels.ToArray(), truth, metadata);
    }

    /// <summary>The flux per wavelength without noise, over its median, with the lines as the emulator has them.</summary>
    /// <param name="labels">Within the emulator's limits.</param>
    /// <param name="h">Apparent H magnitude.</param>
    /// <param name="random">Draws the response's errors.</param>
    /// <param name="shape">Takes 7214 values.</param>
    /// <returns>The median, 1e-17 erg/s/cm^2/Angstrom.</returns>
    internal double ShapeOf(ReadOnlySpan<double> labels, double h, RandomSource random, Span<float> shape)
    {
        if (!idle.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(settings);
        }

        try
        {
            Shape(labels, 0, 0, random, scratch);
            scratch.Shape.CopyTo(shape);
        }
        finally
        {
            idle.Add(scratch);
        }

        return Level(h);
    }

    static double Level(double h) => FluxAtTwelve * Math.Pow(10, -0.4 * (h - 12));

    /// <summary>The flux per wavelength without noise, over its median.</summary>
    void Shape(ReadOnlySpan<double> labels, double vsini, double macroturbulence, RandomSource random, Scratch scratch)
    {
        Span<float> shape = scratch.Shape;
        emulator.Evaluate(labels, shape);
        if (vsini > 0 || macroturbulence > 0)
        {
            float[] kernel = LineBroadening.Kernel(vsini, macroturbulence);
            int at = 0;
            foreach (Range chip in WavelengthGrid.Chips7214)
            {
                int length = chip.End.Value - chip.Start.Value;
                scratch.Broadening.Apply(shape.Slice(at, length), kernel);
                at += length;
            }
        }

        if (emulator.Quantity == EmulatedQuantity.FluxDensity)
        {
            // f_lambda = f_nu c / lambda^2; constants drop out with the median.
            for (int p = 0; p < shape.Length; p++)
            {
                float micron = wavelength[p] * 1e-4f;
                shape[p] /= micron * micron;
            }
        }
        else
        {
            BlackBody(labels[teffAt], shape);
        }

        Instrument.Distort(shape, settings.ResponseErrors, random);
        float median = scratch.Median.Of(shape);
        for (int p = 0; p < shape.Length; p++)
        {
            shape[p] /= median;
        }
    }

    /// <summary>Multiplies by the Planck function per wavelength, up to a constant.</summary>
    void BlackBody(double teff, Span<float> shape)
    {
        // Over 16 pixels (0.02 % in wavelength) the function is a straight line to 1e-7.
        const int Step = 16;
        int at = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            int chipEnd = at + chip.End.Value - chip.Start.Value;
            while (at < chipEnd)
            {
                int last = Math.Min(at + Step, chipEnd) - 1;
                float start = (float)Planck(wavelength[at], teff);
                float slope = last > at ? ((float)Planck(wavelength[last], teff) - start) / (last - at) : 0;
                for (int i = 0; at <= last; i++, at++)
                {
                    shape[at] *= start + (slope * i);
                }
            }
        }
    }

    static double Planck(double angstrom, double teff)
    {
        double micron = angstrom * 1e-4;
        return 1 / (micron * micron * micron * micron * micron * (Math.Exp(SecondRadiation / (angstrom * teff)) - 1));
    }

    sealed class Scratch(SimulationSettings settings)
    {
        public float[] Shape { get; } = new float[Emulator.Pixels];

        public Median Median { get; } = new(Emulator.Pixels);

        public LineBroadening Broadening { get; } = new(WavelengthGrid.Chips7214.Max(chip => chip.End.Value - chip.Start.Value));

        public Observation Observation { get; } = new(settings);
    }
}

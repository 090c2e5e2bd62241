namespace Astra.Simulation;

/// <summary>
/// What a catalogue like ASPCAP has of a star: the truth with errors. They are the medians of the APOKASC-3 gold sample (Teff, [alpha/Fe], [C/Fe],
/// [N/Fe]) and of APOKASC-2 (log g, [Fe/H]), and grow below a signal-to-noise ratio of 70, where ASPCAP warns.
/// </summary>
sealed record MeasuredLabels
{
    /// <summary>Below, errors grow as the inverse of the signal-to-noise ratio.</summary>
    const double FullSnr = 70;

    /// <summary>SN_WARN, and SN_WARN with SN_BAD (SDSS data model, ASPCAPFLAG bits 11 and 27), by signal-to-noise ratio.</summary>
    const long SnrWarn = 1L << 11;

    const long SnrBad = 1L << 27;
    const double BadSnr = 50;

    public required Measured Teff { get; init; }

    public required Measured Logg { get; init; }

    public required Measured Metals { get; init; }

    public required Measured Alpha { get; init; }

    public required Measured Carbon { get; init; }

    /// <summary>NaN for dwarfs, whose lines of nitrogen are too weak.</summary>
    public required Measured Nitrogen { get; init; }

    /// <summary>ASPCAPFLAG.</summary>
    public required long Flags { get; init; }

    /// <summary>Measures a star.</summary>
    public static MeasuredLabels Of(SurveyStar star, double snr, RandomSource random)
    {
        double worse = Math.Max(1, FullSnr / snr);
        bool dwarf = star.Kind == SurveyStarKind.Dwarf;
        return new MeasuredLabels
        {
            Teff = Measured.Of(star.Teff, 46 * worse * Math.Pow(star.Teff / 4726, 2), random),
            Logg = Measured.Of(star.Logg, 0.06 * worse, random),
            Metals = Measured.Of(star.Metals, 0.024 * worse, random),
            Alpha = Measured.Of(star.Alpha, 0.022 * worse, random),
            Carbon = Measured.Of(star.Carbon, 0.040 * worse, random),
            Nitrogen = Measured.Of(dwarf ? double.NaN : star.Nitrogen, 0.044 * worse, random),
            Flags = snr < BadSnr ? SnrWarn | SnrBad : snr < FullSnr ? SnrWarn : 0,
        };
    }
}

/// <summary>A number with its error.</summary>
/// <param name="Value">NaN where not measured.</param>
/// <param name="Error">Standard deviation; NaN where not measured.</param>
readonly record struct Measured(double Value, double Error)
{
    /// <summary>Measures a number.</summary>
    public static Measured Of(double truth, double error, RandomSource random)
    {
        double value = truth + (error * random.NextGaussian());
        return double.IsNaN(value) ? new(double.NaN, double.NaN) : new(value, error);
    }

    /// <summary>This and another of the same star, with independent errors.</summary>
    public static Measured operator +(Measured one, Measured other) =>
        new(one.Value + other.Value, Math.Sqrt((one.Error * one.Error) + (other.Error * other.Error)));
}

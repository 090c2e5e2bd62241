using System.Globalization;

namespace Astra.Simulation;

/// <summary>A star of a simulated survey: what is true of it, what was measured, and the rows of its apStar file.</summary>
public sealed class SimulatedStar
{
    internal SimulatedStar(
        long number, string name, SkyPosition position, MeasuredLabels measured, Seismology oscillations, IReadOnlyList<SurveyVisit> visits,
        ObservedVisits observed, IReadOnlyList<double> snr)
    {
        Number = number;
        Name = name;
        Position = position;
        Measured = measured;
        Oscillations = oscillations;
        Visits = visits;
        Observed = observed;
        Snr = snr;
    }

    /// <summary>Its number in its seed.</summary>
    public long Number { get; }

    /// <summary>Its identifier, such as <c>SIM1_000123</c>: seed and number. No star of the sky is called so.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public required SurveyStar Truth { get; init; }

    /// <summary>Solar radii, from mass and log g.</summary>
    public required double Radius { get; init; }

    /// <summary>Solar luminosities.</summary>
    public required double Luminosity { get; init; }

    /// <summary>Parsec.</summary>
    public required double Distance { get; init; }

    /// <summary>A_K, mag.</summary>
    public required double Extinction { get; init; }

    /// <summary>Radial velocity with respect to the Sun, km/s.</summary>
    public required double Velocity { get; init; }

    /// <summary>
    /// What a survey's tables have of it, by the host's column names, as <see cref="SimulatedSpectrum.Metadata"/>; with <c>a_k</c> and <c>ebv_sfd</c>
    /// as measured.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Metadata { get; init; }

    internal SkyPosition Position { get; }

    internal SurveyField Field => SurveyField.At(Position);

    internal MeasuredLabels Measured { get; }

    internal Seismology Oscillations { get; }

    internal IReadOnlyList<SurveyVisit> Visits { get; }

    internal ObservedVisits Observed { get; }

    /// <summary>Of each visit, and then of the combination: the median over pixels with data of flux over error.</summary>
    internal IReadOnlyList<double> Snr { get; }

    /// <summary>The combined spectrum.</summary>
    public Spectrum Spectrum => SpectrumOf(Observed.Combined, Name, SpectrumKind.Combined, Snr[^1]);

    /// <summary>The spectrum of each visit.</summary>
    public IReadOnlyList<Spectrum> VisitSpectra =>
    [
        .. Observed.Rows.Select((row, v) => SpectrumOf(row, string.Create(CultureInfo.InvariantCulture, $"{Name}/{v + 1}"), SpectrumKind.Visit, Snr[v])),
    ];

    /// <summary>The name of the apVisit file that a visit would have come from.</summary>
    internal string VisitFile(int visit) => string.Create(
        CultureInfo.InvariantCulture,
        $"apVisit-{ApStarProduct.Reduction}-{Visits[visit].Plate}-{Visits[visit].Mjd}-{Observed.Rows[visit].Fiber:D3}.fits");

    static Spectrum SpectrumOf(ObservedRow row, string identity, SpectrumKind kind, double snr) =>
        new(identity, kind, row.Flux, row.Error, row.Mask) { Snr = (float)snr };
}

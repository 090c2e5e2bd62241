namespace Astra.Simulation;

/// <summary>
/// The light of the night sky that was subtracted from a spectrum, and the atmosphere's transmission by which it was divided, with their errors; 8575
/// pixels in the star's frame, 0 where there are no data.
/// </summary>
sealed class SkyBackground
{
    /// <summary>
    /// The sky between the lines (20th percentile of the pixels) in 1e-17 erg/s/cm^2/Angstrom: the median of 83 visits, and the scatter of its
    /// natural logarithm (10.9 to 37 for the middle 68 %).
    /// </summary>
    const double Continuum = 16;

    const double ContinuumScatter = 0.5;

    /// <summary>
    /// Lines have so many times the continuum's flux for each unit of <see cref="NightSky.LineExcess"/>: 5.7 to 7.0 in eight ranges of the excess
    /// from 0.1 to 190.
    /// </summary>
    const float LinesOverExcess = 6.2f;

    /// <summary>Error of the sky over the root of its flux: 0.41 to 0.46 for flux 10 to 300 in the same visits.</summary>
    const float ErrorOverRoot = 0.43f;

    /// <summary>
    /// Scatter of a visit's telluric depth over the median's (0.86 to 1.18 for the middle 68 %), and the error of the transmission over its depth.
    /// </summary>
    const double DepthScatter = 0.16;

    const float ErrorOverDepth = 0.024f;

    static readonly float[] Transmission = ReadTransmission();

    SkyBackground(float[] flux, float[] error, float[] transmission, float[] transmissionError)
    {
        Flux = flux;
        Error = error;
        Transmitted = transmission;
        TransmittedError = transmissionError;
    }

    /// <summary>Nothing.</summary>
    public static SkyBackground None { get; } = new([], [], [], []);

    /// <summary>1e-17 erg/s/cm^2/Angstrom.</summary>
    public float[] Flux { get; }

    /// <summary>In the same unit.</summary>
    public float[] Error { get; }

    /// <summary>The transmission, 0 to 1.</summary>
    public float[] Transmitted { get; }

    /// <summary>Its error.</summary>
    public float[] TransmittedError { get; }

    /// <summary>The sky of a visit.</summary>
    /// <param name="shift">Doppler shift in pixels.</param>
    /// <param name="brightness">The lines' brightness over its median.</param>
    /// <param name="random">Where from.</param>
    public static SkyBackground Draw(int shift, float brightness, RandomSource random)
    {
        SkyBackground sky = New();
        float continuum = (float)(Continuum * Math.Exp(ContinuumScatter * random.NextGaussian()));
        float depth = (float)Math.Exp(DepthScatter * random.NextGaussian());
        ReadOnlySpan<float> excess = NightSky.Measured.LineExcess;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            for (int pixel = chip.Start.Value; pixel < chip.End.Value; pixel++)
            {
                int at = Math.Clamp(pixel + shift, 0, WavelengthGrid.Pixels - 1);
                float flux = continuum * (1 + (LinesOverExcess * brightness * excess[at]));
                sky.Error[pixel] = ErrorOverRoot * MathF.Sqrt(flux);
                sky.Flux[pixel] = flux + (sky.Error[pixel] * (float)NormalDistribution.Draw(random));
                float absorbed = depth * (1 - Transmission[at]);
                sky.Transmitted[pixel] = 1 - absorbed;
                sky.TransmittedError[pixel] = ErrorOverDepth * absorbed;
            }
        }

        return sky;
    }

    /// <summary>The mean of some visits' skies.</summary>
    public static SkyBackground Mean(IReadOnlyList<SkyBackground> visits)
    {
        SkyBackground mean = New();
        float share = 1f / visits.Count;
        for (int pixel = 0; pixel < WavelengthGrid.Pixels; pixel++)
        {
            float squares = 0;
            float transmissionSquares = 0;
            foreach (SkyBackground visit in visits)
            {
                mean.Flux[pixel] += share * visit.Flux[pixel];
                mean.Transmitted[pixel] += share * visit.Transmitted[pixel];
                squares += visit.Error[pixel] * visit.Error[pixel];
                transmissionSquares += visit.TransmittedError[pixel] * visit.TransmittedError[pixel];
            }

            mean.Error[pixel] = share * MathF.Sqrt(squares);
            mean.TransmittedError[pixel] = share * MathF.Sqrt(transmissionSquares);
        }

        return mean;
    }

    static SkyBackground New() => new(
        new float[WavelengthGrid.Pixels], new float[WavelengthGrid.Pixels], new float[WavelengthGrid.Pixels], new float[WavelengthGrid.Pixels]);

    static float[] ReadTransmission()
    {
        float[] transmission = new float[WavelengthGrid.Pixels];
        MeasuredTable.Spread("transmission.csv", transmission);
        return transmission;
    }
}

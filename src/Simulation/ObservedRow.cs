namespace Astra.Simulation;

/// <summary>A row of an apStar file's images: 8575 pixels, those without data at flux 0 and error 1e10.</summary>
sealed class ObservedRow
{
    /// <summary>1e-17 erg/s/cm^2/Angstrom.</summary>
    public float[] Flux { get; } = new float[WavelengthGrid.Pixels];

    /// <summary>In the same unit.</summary>
    public float[] Error { get; } = new float[WavelengthGrid.Pixels];

    /// <summary>Bits.</summary>
    public PixelMask[] Mask { get; } = new PixelMask[WavelengthGrid.Pixels];

    /// <summary>Pixels whose flux was filled in.</summary>
    public bool[] Bad { get; } = new bool[WavelengthGrid.Pixels];

    /// <summary>The night sky; null until it is drawn.</summary>
    public SkyBackground Sky { get; set; } = SkyBackground.None;

    /// <summary>The fibre of a visit; 0 for a combination.</summary>
    public int Fiber { get; init; }

    /// <summary>The median over the pixels with data of flux over error.</summary>
    /// <param name="median">Finds medians.</param>
    public double Snr(Median median)
    {
        float[] ratios = new float[Flux.Length];
        int count = 0;
        for (int p = 0; p < Flux.Length; p++)
        {
            if (Error[p] < Observation.NoDataError)
            {
                ratios[count++] = Flux[p] / Error[p];
            }
        }

        return median.Of(ratios.AsSpan(0, count));
    }
}

/// <summary>What was observed of a star.</summary>
sealed class ObservedVisits
{
    /// <summary>The visits.</summary>
    public required IReadOnlyList<ObservedRow> Rows { get; init; }

    /// <summary>The combination with weights for each pixel; of one visit the visit itself.</summary>
    public ObservedRow Combined { get => field ?? Rows[0]; init; }

    /// <summary>The combination with one weight for each visit; null where there is but one.</summary>
    public ObservedRow? Global { get; init; }

    /// <summary>All rows in the order of an apStar file: a single one, or the two combinations and the visits.</summary>
    public IEnumerable<ObservedRow> InFile => Global is null ? Rows : [Combined, Global, .. Rows];
}

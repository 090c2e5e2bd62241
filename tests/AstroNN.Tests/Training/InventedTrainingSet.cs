namespace Astra.AstroNN.Tests.Training;

/// <summary>Stars whose lines follow their labels: temperature and gravity all over, iron and magnesium in their windows.</summary>
sealed class InventedTrainingSet(string[] labels, double[][] stars) : ITrainingSet
{
    public string Description => $"{stars.Length} invented stars";

    public IReadOnlyList<string> Labels => labels;

    public int Count => stars.Length;

    /// <summary>Stars with Teff, log g, [Fe/H], [alpha/Fe] and v_macro, over the whole range.</summary>
    public static InventedTrainingSet Of(int count, Action<int, double[]>? change = null)
    {
        RandomSource random = RandomSource.FromName("invented stars");
        return new InventedTrainingSet(
            ["teff", "logg", "fe_h", "alpha_fe", "v_macro"],
            [
                .. Enumerable.Range(0, count).Select(star =>
                {
                    double[] values = [Even(4000, 5500), Even(1, 4), Even(-1, 0.4), Even(-0.1, 0.4), 3];
                    change?.Invoke(star, values);
                    return values;
                }),
            ]);

        double Even(double from, double to) => from + ((to - from) * random.NextDouble());
    }

    public TrainingStar Star(int star) => new($"star {star}", star + 1, stars[star], null);

    public Target Read(int star)
    {
        double[] values = stars[star];
        double Known(int label, double otherwise) => double.IsFinite(values[label]) ? values[label] : otherwise;
        double teff = (Known(0, 4750) - 4750) / 750;
        double logg = (Known(1, 2.5) - 2.5) / 1.5;
        double feH = Known(2, -0.3);
        double mgH = feH + Known(3, 0);
        RandomSource random = RandomSource.FromName($"star {star}");
        bool[] magnesium = Plugins.AstroNN.ElementWindows.Published()[5];
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[flux.Length];
        PixelMask[] mask = new PixelMask[flux.Length];
        Array.Fill(error, 1e10f);
        Array.Fill(mask, PixelMask.BadPixel);
        int place = 0;
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            for (int p = chip.Start.Value; p < chip.End.Value; p++, place++)
            {
                double depth = (p % 48) switch
                {
                    < 5 => 0.25 - (0.2 * teff),
                    > 15 and < 20 => 0.25 + (0.2 * logg),
                    > 30 and < 36 => 0.35 + (0.3 * feH),
                    _ => 0,
                };
                depth += magnesium[place] ? 0.3 + (0.25 * mgH) : 0;
                error[p] = 2;
                mask[p] = PixelMask.None;
                flux[p] = (float)(((250 - (0.015 * p)) * (1 - depth)) + (2 * random.NextGaussian()));
            }
        }

        return InventedStars.Target(new Spectrum($"invented {star}", SpectrumKind.Combined, flux, error, mask));
    }
}

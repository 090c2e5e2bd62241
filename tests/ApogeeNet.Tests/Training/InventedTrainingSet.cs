using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests.Training;

/// <summary>Stars whose lines and colours follow their labels.</summary>
sealed class InventedTrainingSet(string[] labels, double[][] stars) : ITrainingSet
{
    public bool HasGaia { get; init; } = true;

    public string Description => $"{stars.Length} invented stars";

    public IReadOnlyList<string> Labels => labels;

    public int Count => stars.Length;

    /// <summary>Stars over the whole range of labels.</summary>
    public static InventedTrainingSet Of(int count)
    {
        RandomSource random = RandomSource.FromName("invented stars");
        return new InventedTrainingSet(
            ["teff", "logg", "fe_h"],
            [.. Enumerable.Range(0, count).Select(_ => new[] { Even(4000, 7000), Even(1, 5), Even(-1, 0.4) })]);

        double Even(double from, double to) => from + ((to - from) * random.NextDouble());
    }

    public TrainingStar Star(int star) => new($"star {star}", star + 1, stars[star], null);

    public Target Read(int star)
    {
        double[] labels = stars[star];
        double teff = ((double.IsFinite(labels[0]) ? labels[0] : 5000) - 5500) / 1500;
        double logg = (labels[1] - 3) / 2;
        double feH = labels.Length > 2 && double.IsFinite(labels[2]) ? labels[2] : 0;
        RandomSource random = RandomSource.FromName($"star {star}");
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[flux.Length];
        Array.Fill(error, 1e10f);
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            for (int p = chip.Start.Value; p < chip.End.Value; p++)
            {
                double depth = (p % 48) switch
                {
                    < 5 => 0.25 - (0.12 * teff),
                    > 15 and < 20 => 0.2 + (0.1 * logg),
                    > 30 and < 36 => 0.25 + (0.2 * feH),
                    _ => 0,
                };
                error[p] = 2;
                flux[p] = (float)((200 * (1 - depth)) + (2 * random.NextGaussian()));
            }
        }

        double colour = 1 - teff;
        double[] metadata = [1, 13 + (3 * logg), 13.5 + colour, 12.5, 11.5 + (0.3 * colour), 11, 10.9];
        for (int i = 0; i < 4 && !HasGaia; i++)
        {
            metadata[i] = double.NaN;
        }

        // Not all the same, or there would be nothing to standardise.
        for (int i = 0; i < metadata.Length; i++)
        {
            metadata[i] += 0.1 * random.NextGaussian();
        }

        return InventedStars.Target(new Spectrum($"invented {star}", SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]), metadata);
    }
}

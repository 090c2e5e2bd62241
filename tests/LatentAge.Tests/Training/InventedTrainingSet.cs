namespace Astra.LatentAge.Tests.Training;

/// <summary>Giants whose lines follow nu_max, evolutionary state and age.</summary>
sealed class InventedTrainingSet(string[] labels, double[][] stars) : ITrainingSet
{
    public static readonly string[] AllLabels =
        ["nu_max", "e_nu_max", "delta_nu", "rc", "teff", "e_teff", "logg", "fe_h", "e_fe_h", "age", "e_age", "c_n", "mass"];

    public string Description => $"{stars.Length} invented giants";

    public IReadOnlyList<string> Labels => labels;

    public int Count => stars.Length;

    public static InventedTrainingSet Of(int count, Action<int, double[]>? change = null)
    {
        RandomSource random = RandomSource.FromName("invented giants");
        return new InventedTrainingSet(
            AllLabels,
            [
                .. Enumerable.Range(0, count).Select(star =>
                {
                    double nuMax = 10 * Math.Pow(15, random.NextDouble()), isClump = star % 3 == 0 ? 1 : 0, age = 1 + (10 * random.NextDouble());
                    double[] values =
                    [
                        nuMax, 0.02 * nuMax, 0.268 * Math.Pow(nuMax, 0.758), isClump, 4300 + (800 * random.NextDouble()), 40, 2 + (1.3 * random.NextDouble()),
                        -0.6 + random.NextDouble(), 0.03, age, 0.1 * age, (0.4 * random.NextDouble()) - 0.2, 1.2,
                    ];
                    change?.Invoke(star, values);
                    return values;
                }),
            ]);
    }

    public TrainingStar Star(int star) => new($"star {star}", star + 1, stars[star], null);

    public Target Read(int star)
    {
        double nuMax = (Math.Log10(Math.Max(1, stars[star][0])) - 1.6) / 0.6, age = (stars[star][9] - 6) / 5;
        return InventedModel.Star(InventedSpectra.Of($"star {star}", p => (p % 48) switch
        {
            < 6 => 0.3 + (0.25 * nuMax),
            > 15 and < 20 => 0.2 + (0.2 * stars[star][3]),
            > 30 and < 36 => 0.3 + (0.2 * age),
            _ => 0,
        }));
    }
}

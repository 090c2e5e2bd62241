using Astra.Plugins.DistMass;

namespace Astra.DistMass.Tests.Training;

/// <summary>Stars with labels on an invented giant branch, whose mass and absolute magnitude follow from them.</summary>
sealed class InventedStars : ITrainingSet
{
    readonly List<Dictionary<string, double>> stars = [];
    readonly string?[] groups;

    public InventedStars(int count, params string[] labels)
    {
        Labels = labels;
        groups = new string?[count];
        RandomSource random = RandomSource.FromName("invented giants");
        for (int i = 0; i < count; i++)
        {
            double logg = 1 + (2.4 * random.NextDouble());
            double metallicity = 0.2 * random.NextGaussian();
            double mass = 0.9 + (0.9 * random.NextDouble());
            double teff = 4800 + (450 * (logg - 2.5)) - (300 * metallicity) + (200 * (mass - 1.2)) + (20 * random.NextGaussian());
            double magnitude = -1.6 + (2.3 * (logg - 2.5)) - (2.5 * Math.Log10(mass / 1.2));
            stars.Add(new Dictionary<string, double>
            {
                ["teff"] = teff,
                ["e_teff"] = 40,
                ["logg"] = logg,
                ["fe_h"] = metallicity,
                ["c_fe"] = -0.05 - (0.2 * (mass - 1.2)) + (0.01 * random.NextGaussian()),
                ["n_fe"] = 0.2 + (0.4 * (mass - 1.2)) + (0.01 * random.NextGaussian()),
                ["mass"] = mass,
                ["e_mass"] = 0.04 * mass,
                ["magnitude"] = magnitude,
                ["plx"] = 4,
                ["e_plx"] = 0.2,
                ["k_mag"] = magnitude + (5 * Math.Log10(250)) - 5 + 0.05 + (0.1 * random.NextGaussian()),
                ["e_k_mag"] = 0.02,
                ["a_k"] = 0.05,
                ["age"] = 10 * Math.Pow(mass, -3),
            });
        }
    }

    public string Description => $"{Count} invented stars";

    public IReadOnlyList<string> Labels { get; }

    public int Count => stars.Count;

    public Dictionary<string, double> this[int star] => stars[star];

    public void Put(int star, string group) => groups[star] = group;

    public TrainingStar Star(int star) =>
        new($"2M{star:00000000}", star + 1, [.. Labels.Select(label => stars[star].GetValueOrDefault(label, double.NaN))], groups[star]);

    public Target Read(int star) => Opened.Target($"2M{star:00000000}", stars[star]);

    public StellarLabels LabelsOf(int star) =>
        new(this[star]["teff"], this[star]["logg"], this[star]["fe_h"], this[star]["c_fe"], this[star]["n_fe"]);
}

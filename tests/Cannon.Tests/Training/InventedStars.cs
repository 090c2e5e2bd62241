using System.Reflection;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests.Training;

/// <summary>
/// A training set of invented giants: flux is a quadratic of three labels, with an intrinsic scatter of 0.004 and lines in 600 pixels of the blue chip. Pixels
/// elsewhere have no data.
/// </summary>
sealed class InventedStars : ITrainingSet
{
    public const int First = 400;

    public const int Lines = 600;

    public const double Scatter = 0.004;

    public const float Error = 0.01f;

    static readonly double[] middle = [4600, 2.4, -0.2];

    static readonly double[] spread = [200, 0.5, 0.2];

    readonly List<TrainingStar> stars = [];
    readonly Func<int, Spectrum, Spectrum> change;

    public InventedStars(int count, string seed = "stars", Func<int, TrainingStar, TrainingStar>? edit = null, Func<int, Spectrum, Spectrum>? change = null, string[]? labels = null)
    {
        this.change = change ?? ((_, spectrum) => spectrum);
        Labels = labels ?? ["teff", "logg", "fe_h"];
        for (int n = 0; n < count; n++)
        {
            RandomSource random = RandomSource.FromName($"{seed} labels {n}");
            double[] x = Draw.Gaussians(random, 3);
            TrainingStar star = new($"{seed}-{n}", n + 1, [.. x.Select((value, i) => middle[i] + (spread[i] * value))], n % 5 == 0 ? "cluster" : null);
            Truths.Add([.. star.Labels]);
            stars.Add(edit?.Invoke(n, star) ?? star);
        }
    }

    /// <summary>The labels from which the spectra are made, whatever the table says.</summary>
    public List<double[]> Truths { get; } = [];

    public string Description => $"{Count} invented stars";

    public IReadOnlyList<string> Labels { get; }

    public int Count => stars.Count;

    public TrainingStar Star(int star) => stars[star];

    public Target Read(int star) => OpenedPipeline.Target(change(star, Observe(Truths[star], $"{stars[star].Name} spectrum")));

    public static TrainingContext Context(params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(CannonTrainer).GetCustomAttributes<OptionAttribute>().ToDictionary(option => option.Name, option => option.DefaultValue);
        values["continuum"] = "none";
        values["folds"] = 3;
        foreach ((string name, object value) in options)
        {
            Assert.Contains(name, values.Keys);
            values[name] = value;
        }

        return new TrainingContext { Options = values, Command = "astra train Cannon", Threads = 2 };
    }

    public static Spectrum Observe(double[] labels, string name)
    {
        RandomSource lines = RandomSource.FromName("lines");
        RandomSource noise = RandomSource.FromName(name);
        double[] x = [.. labels.Select((label, i) => (label - middle[i]) / spread[i])];
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = [.. Enumerable.Repeat(1e10f, flux.Length)];
        for (int p = First; p < First + Lines; p++)
        {
            double value = 0.95;
            for (int i = 0; i < 3; i++)
            {
                value += 0.01 * lines.NextGaussian() * x[i];
                for (int j = i; j < 3; j++)
                {
                    value += 0.002 * lines.NextGaussian() * x[i] * x[j];
                }
            }

            flux[p] = (float)(value + (Math.Sqrt((Error * Error) + (Scatter * Scatter)) * noise.NextGaussian()));
            error[p] = Error;
        }

        return new Spectrum(name, SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]);
    }
}

using Astra.Plugins.LatentAge.Forest;

namespace Astra.LatentAge.Tests.Forest;

/// <summary>Stars whose target is a known smooth function of three of their five inputs, seen with known errors.</summary>
sealed class InventedGiants
{
    public const int Width = 5;

    public static readonly string[] Names = ["z0", "z1", "z2", "teff", "fe_h"];

    InventedGiants(float[] inputs, float[] inputErrors, double[] truth, double[] targets, double[] targetErrors)
    {
        Inputs = inputs;
        InputErrors = inputErrors;
        Truth = truth;
        Targets = targets;
        TargetErrors = targetErrors;
    }

    public float[] Inputs { get; }

    public float[] InputErrors { get; }

    public double[] Truth { get; }

    public double[] Targets { get; }

    public double[] TargetErrors { get; }

    public int Count => Truth.Length;

    /// <summary>Class 1 above zero, else class 0; near zero the errors mix them.</summary>
    public int[] Classes => [.. Targets.Select(target => target > 0 ? 1 : 0)];

    public ForestStars Stars(bool weighted = false) => new(Names, Inputs, InputErrors, weighted ? ForestStars.WeightsOf(TargetErrors) : null);

    public static InventedGiants Draw(string name, int count, double inputError = 0, double targetError = 0.1)
    {
        RandomSource random = RandomSource.FromName(name);
        float[] inputs = new float[count * Width], errors = new float[count * Width];
        double[] truth = new double[count], targets = new double[count], sigma = new double[count];
        for (int star = 0; star < count; star++)
        {
            double[] x = [.. Enumerable.Range(0, Width).Select(_ => random.NextGaussian())];
            truth[star] = (0.8 * x[0]) + (0.4 * Math.Sin(2 * x[1])) - (0.3 * x[0] * x[3]);
            sigma[star] = targetError * (0.5 + random.NextDouble());
            targets[star] = truth[star] + (sigma[star] * random.NextGaussian());
            for (int i = 0; i < Width; i++)
            {
                errors[(star * Width) + i] = (float)(inputError * (0.5 + random.NextDouble()));
                inputs[(star * Width) + i] = (float)(x[i] + (errors[(star * Width) + i] * random.NextGaussian()));
            }
        }

        return new InventedGiants(inputs, errors, truth, targets, sigma);
    }
}

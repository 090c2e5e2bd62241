namespace Astra.Neural.Tests.Training;

/// <summary>Every loss with outputs and targets that exercise it, missing labels included.</summary>
static class LossCases
{
    public const int Count = 6;

    public static readonly string[] All =
    [
        "squared", "squared-errors", "squared-star", "robust", "gaussian", "pixels", "divergence", "absolute", "sum",
    ];

    public static readonly TheoryData<string> Names = [.. All];

    public static (ILoss Loss, float[] Outputs, float[] Targets) Of(string name)
    {
        ILoss loss = name switch
        {
            "squared" => new SquaredError(4),
            "squared-errors" => new SquaredError(4, LabelWeights.Errors),
            "squared-star" => new SquaredError(4, LabelWeights.Star),
            "robust" => new RobustLabelLoss(4),
            "gaussian" => new GaussianLikelihood(4),
            "pixels" => new PixelSquaredError(9),
            "divergence" => new LatentDivergence(3),
            "absolute" => new AbsoluteError(4, 8, 8),
            "sum" => new LossSum(new LossTerm(new PixelSquaredError(9), 0), new LossTerm(new LatentDivergence(3), 9, 0.5),
                new LossTerm(new SquaredError(2), 8, 2)),
            _ => throw new ArgumentException(name),
        };
        Draw draw = new((ulong)name.Length);
        float[] outputs = draw.Normals(Count * loss.OutputSize);
        float[] targets = draw.Normals(Count * loss.TargetSize);
        for (int i = 0; i < Count; i++)
        {
            Span<float> target = targets.AsSpan(i * loss.TargetSize, loss.TargetSize);
            if (name is "squared-errors" or "robust" or "pixels" or "squared-star" or "sum")
            {
                // The second half are errors or weights.
                foreach (ref float value in target[(name is "sum" ? 9 : target.Length / 2)..])
                {
                    value = Math.Abs(value) + 0.2f;
                }
            }

            if (name is not ("divergence" or "sum") && i > 0)
            {
                target[i % 4] = i % 2 == 0 ? float.NaN : -9999;
            }
        }

        if (name is "squared" or "robust")
        {
            targets.AsSpan(loss.TargetSize, 4).Fill(float.NaN);
        }

        return (loss, outputs, targets);
    }
}

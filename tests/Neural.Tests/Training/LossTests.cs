namespace Astra.Neural.Tests.Training;

public class LossTests
{
    [Theory]
    [MemberData(nameof(LossCases.Names), MemberType = typeof(LossCases))]
    public void The_gradient_of_a_loss_is_that_of_central_differences(string name)
    {
        (ILoss loss, float[] outputs, float[] targets) = LossCases.Of(name);
        float[] gradients = new float[outputs.Length];
        loss.Evaluate(outputs, targets, LossCases.Count, gradients);

        for (int i = 0; i < outputs.Length; i++)
        {
            float[] above = [.. outputs];
            float[] below = [.. outputs];
            above[i] += 1e-3f;
            below[i] -= 1e-3f;
            double difference = loss.Evaluate(above, targets, LossCases.Count, []) - loss.Evaluate(below, targets, LossCases.Count, []);
            double expected = difference / ((double)above[i] - below[i]);
            Assert.Equal(expected, gradients[i], 1e-5 * (1 + Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(LossCases.Names), MemberType = typeof(LossCases))]
    public void The_loss_of_a_batch_is_the_mean_of_the_losses_of_its_samples(string name)
    {
        (ILoss loss, float[] outputs, float[] targets) = LossCases.Of(name);

        double whole = loss.Evaluate(outputs, targets, LossCases.Count, []);

        double mean = Enumerable.Range(0, LossCases.Count).Average(i =>
            loss.Evaluate(outputs.AsSpan(i * loss.OutputSize, loss.OutputSize), targets.AsSpan(i * loss.TargetSize, loss.TargetSize), 1, []));
        Assert.Equal(mean, whole, 1e-12 * Math.Abs(mean));
    }

    [Fact]
    public void The_robust_loss_is_the_published_formula()
    {
        double loss = new RobustLabelLoss(1).Evaluate([1.5f, 0.4f], [1f, 0.3f], 1, []);

        double variance = Math.Exp(0.4f) + 0.3f * (double)0.3f;
        Assert.Equal(0.5 * (0.25 / variance + Math.Log(variance)), loss, 1e-12);
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(-9999f, 1f)]
    [InlineData(2f, float.NaN)]
    [InlineData(2f, -9999f)]
    public void A_missing_label_changes_neither_the_loss_nor_the_gradient(float label, float error)
    {
        ILoss one = new RobustLabelLoss(1);
        ILoss two = new RobustLabelLoss(2);
        float[] gradients = new float[4];

        double expected = one.Evaluate([0.5f, -0.2f], [1f, 0.3f], 1, []);
        double actual = two.Evaluate([0.5f, 123f, -0.2f, 7f], [1f, label, 0.3f, error], 1, gradients);

        Assert.Equal(expected, actual);
        Assert.Equal([0f, 0f], [gradients[1], gradients[3]]);
    }

    [Fact]
    public void A_sample_without_any_label_counts_nothing()
    {
        float[] gradients = new float[4];
        Assert.Equal(0, new RobustLabelLoss(2).Evaluate([1, 2, 3, 4], [float.NaN, -9999, 1, 1], 1, gradients));
        Assert.Equal(new float[4], gradients);
        Assert.Equal(0, new SquaredError(2).Evaluate([1, 2], [float.NaN, -9999], 1, []));
    }

    [Fact]
    public void An_error_of_zero_is_not_passed_over() =>
        Assert.False(double.IsFinite(new SquaredError(1, LabelWeights.Errors).Evaluate([1f], [2f, 0f], 1, [])));

    [Fact]
    public void The_divergence_of_the_unit_Gaussian_is_zero() =>
        Assert.Equal(0, new LatentDivergence(3).Evaluate([0, 0, 0, 0, 0, 0], [], 1, []));

    [Fact]
    public void Outputs_that_terms_share_get_the_sum_of_their_gradients()
    {
        LossSum sum = new(new LossTerm(new SquaredError(1), 0), new LossTerm(new SquaredError(1), 0, 3));
        float[] gradients = new float[1];

        Assert.Equal(1 + 3 * 4, sum.Evaluate([1f], [2f, 3f], 1, gradients));
        Assert.Equal([-2f + 3 * -4f], gradients);
    }
}

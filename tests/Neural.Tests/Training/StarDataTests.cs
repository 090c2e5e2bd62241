namespace Astra.Neural.Tests.Training;

public class StarDataTests
{
    [Fact]
    public void Stars_of_one_group_are_in_one_part_and_each_star_in_one()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(i => i < 100 ? "cluster" : $"star {i / 2}")];
        StarSplit split = StarSplit.Of(keys, 0.1, 0.2, 0.15, new Draw(1).Even);
        Assert.Equal(Enumerable.Range(0, 1000), split.Training.Concat(split.Validation).Concat(split.HeldOut).Concat(split.Test).Order());
        int[][] all = [split.Training, split.Validation, split.HeldOut, split.Test];
        HashSet<string>[] parts = [.. all.Select(part => part.Select(i => keys[i]).ToHashSet())];
        Assert.Equal(parts.Sum(part => part.Count), keys.Distinct().Count());
        Assert.InRange(split.HeldOut.Length, 200, 301);
        Assert.InRange(split.Test.Length, 150, 251);
        Assert.InRange(split.Validation.Length, 100, 201);
    }

    [Fact]
    public void Noise_degrades_to_the_signal_to_noise_ratio_that_is_asked_for()
    {
        AddedNoise noise = new(Noise: 1, LowestSnr: 20);
        Draw draw = new(2);
        double[] reached = [.. Enumerable.Range(0, 2000).Select(_ => 200 / Math.Sqrt(1 + Math.Pow(noise.ForTraining(200, draw.Even), 2)))];
        Assert.InRange(reached.Min(), 20, 20.5);
        Assert.InRange(reached.Max(), 195, 200.001);
        Assert.Equal(0.5, reached.Count(snr => snr < Math.Sqrt(20 * 200)) / 2000.0, 0.05);
        Assert.Equal(0, noise.ForTraining(15, draw.Even));
        AddedNoise plain = noise with { LowestSnr = 0 };
        Assert.Equal((1, 0), (plain.ForTraining(200, draw.Even), plain.ForOthers(200, draw.Even)));
    }

    [Fact]
    public void Added_noise_has_the_stated_size_and_correlation_of_neighbours_and_errors_grow_with_it()
    {
        const int Pixels = 40_000;
        AddedNoise noise = new(Noise: 1, LowestSnr: 0, Correlation: 0.45);
        float[] flux = new float[Pixels];
        float[] sigma = [.. Enumerable.Range(0, Pixels).Select(p => p % 10 == 3 ? 1e10f : p % 10 == 7 ? 0 : 0.5f)];
        noise.Add(flux, sigma, 2, new Draw(4).Normal);
        Assert.All(Enumerable.Range(0, Pixels).Where(p => p % 10 is 3 or 7), p => Assert.Equal(0, flux[p]));
        Assert.Equal((0.5f * MathF.Sqrt(5), 1e10f, 0f), (sigma[0], sigma[3], sigma[7]));
        int[] pairs = [.. Enumerable.Range(0, Pixels).Where(p => p % 10 is 0 or 1 or 4 or 5 or 8)];
        Assert.Equal(1, pairs.Average(p => flux[p] * flux[p]), 0.03);
        Assert.Equal(0.45, pairs.Average(p => flux[p] * flux[p + 1]), 0.03);
        Assert.Equal(0, Enumerable.Range(0, Pixels / 10).Average(i => flux[10 * i] * flux[(10 * i) + 2]), 0.05);
    }
}

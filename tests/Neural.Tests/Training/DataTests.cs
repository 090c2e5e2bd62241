namespace Astra.Neural.Tests.Training;

public class DataTests
{
    [Fact]
    public void A_split_gives_every_sample_to_one_part()
    {
        float[] numbers = [.. Enumerable.Range(0, 101).Select(i => (float)i)];
        DataPart[] parts = DataPart.Split(new ArrayData(numbers, 1, [], 0), seed: 3, 0.64, 0.16);

        Assert.Equal([65, 16, 20], parts.Select(p => p.Count));
        Assert.Equal(numbers, parts.SelectMany(Values).Order());
        Assert.NotEqual(numbers, parts.SelectMany(Values));
    }

    [Fact]
    public void A_split_is_the_same_for_the_same_seed_only()
    {
        ArrayData data = new([.. Enumerable.Range(0, 50).Select(i => (float)i)], 1, [], 0);

        Assert.Equal(Values(DataPart.Split(data, 3, 0.5)[0]), Values(DataPart.Split(data, 3, 0.5)[0]));
        Assert.NotEqual(Values(DataPart.Split(data, 3, 0.5)[0]), Values(DataPart.Split(data, 4, 0.5)[0]));
    }

    [Fact]
    public void A_split_into_more_than_all_is_refused() =>
        Assert.Throws<ArgumentException>(() => DataPart.Split(new ArrayData(new float[10], 1, [], 0), 1, 0.8, 0.4));

    [Fact]
    public void Rows_that_are_not_whole_are_refused()
    {
        Assert.Equal("inputs", Assert.Throws<ArgumentException>(() => new ArrayData(new float[7], 2, [], 0)).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => new ArrayData(new float[8], 2, new float[3], 1)).ParamName);
    }

    [Fact]
    public void Every_place_of_an_order_is_equally_likely_for_a_sample()
    {
        int[] places = new int[6];
        for (ulong seed = 0; seed < 6000; seed++)
        {
            places[Array.IndexOf(SampleOrder.Shuffled(6, seed), 2)]++;
        }

        // Six standard deviations of a binomial count.
        Assert.All(places, count => Assert.InRange(count, 1000 - 173, 1000 + 173));
    }

    [Fact]
    public void The_generator_gives_the_published_sequence()
    {
        // The reference implementation (S. Vigna, prng.di.unimi.it/splitmix64.c) started with 1234567.
        SplitMix64 random = new(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    static float[] Values(ITrainingData data)
    {
        float[] values = new float[data.Count];
        for (int i = 0; i < values.Length; i++)
        {
            data.Read(i, 0, values.AsSpan(i, 1), []);
        }

        return values;
    }
}

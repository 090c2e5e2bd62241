namespace Astra.Abstractions.Tests;

public class PipelineContextTests
{
    readonly PipelineContext context = new("Sample") { Options = new Dictionary<string, object> { ["draws"] = 20 } };

    [Fact]
    public void An_option_is_asked_for_by_name_and_type() => Assert.Equal(20, context.Option<int>("draws"));

    [Fact]
    public void An_option_of_another_name_or_type_is_a_mistake_of_the_author()
    {
        Assert.StartsWith(
            "There is no option 'draw' of type Int32 in the declaration of Sample.",
            Assert.Throws<ArgumentException>(() => context.Option<int>("draw")).Message);
        Assert.StartsWith(
            "There is no option 'draws' of type Double in the declaration of Sample.",
            Assert.Throws<ArgumentException>(() => context.Option<double>("draws")).Message);
    }

    [Fact]
    public void A_model_that_is_not_there_is_a_wrong_configuration() =>
        Assert.Equal("Sample has no model.", Assert.Throws<ConfigurationException>(() => context.Model).Message);

    [Fact]
    public async Task Something_shared_is_loaded_once_however_many_ask()
    {
        int loaded = 0;

        string[][] shared = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => context.Share(Load))));

        Assert.Equal(1, loaded);
        Assert.All(shared, one => Assert.Same(shared[0], one));

        string[] Load()
        {
            Interlocked.Increment(ref loaded);
            Thread.Sleep(20);
            return ["weights"];
        }
    }

    [Fact]
    public void A_result_gives_its_flags_as_bits() => Assert.Equal(1L << 40, new Result { Flags = ResultFlags.High }.FlagBits);

    [Flags]
    enum ResultFlags : long
    {
        High = 1L << 40,
    }

    sealed record Result : PipelineResult<ResultFlags>;
}

using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

/// <summary>The faults that other tests rely on happen as named.</summary>
public class FaultyTests
{
    readonly InstalledPipeline faulty = PluginCatalog.Discover(PluginFolder.Built).Find("Faulty");

    [Fact]
    public void Nothing_goes_wrong_unless_told() => Assert.Equal([1f, 1f], Values("none"));

    [Theory]
    [InlineData("no-result", typeof(NoResultException))]
    [InlineData("bad-input", typeof(BadInputException))]
    [InlineData("configuration", typeof(ConfigurationException))]
    [InlineData("unexpected", typeof(InvalidOperationException))]
    [InlineData("unexpected-once", typeof(InvalidOperationException))]
    [InlineData("misspelt", typeof(ConfigurationException))]
    public void A_fault_that_is_an_exception_is_thrown(string fault, Type exception) => Assert.Throws(exception, () => Values(fault));

    [Fact]
    public void A_fault_can_be_limited_to_some_units_of_work()
    {
        IPipeline<PipelineResult> pipeline = Open("unexpected", on: "star-2");

        Assert.Single(pipeline.Analyse([SampleTargets.Spectrum(1)], CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => pipeline.Analyse([SampleTargets.Spectrum(1), SampleTargets.Spectrum(2)], CancellationToken.None));
    }

    [Fact]
    public void Unexpected_once_fails_in_a_batch_and_once_alone()
    {
        IPipeline<PipelineResult> pipeline = Open("unexpected-once");

        Assert.Throws<InvalidOperationException>(() => pipeline.Analyse([SampleTargets.Spectrum(1), SampleTargets.Spectrum(2)], CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => pipeline.Analyse([SampleTargets.Spectrum(1)], CancellationToken.None));
        Assert.Single(pipeline.Analyse([SampleTargets.Spectrum(1)], CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => pipeline.Analyse([SampleTargets.Spectrum(2)], CancellationToken.None));
    }

    [Theory]
    [InlineData("too-few", 1)]
    [InlineData("too-many", 3)]
    public void The_number_of_results_can_be_wrong(string fault, int results) => Assert.Equal(results, Values(fault).Length);

    [Fact]
    public void There_can_be_nothing_at_all() => Assert.Null(Analyse("null"));

    [Fact]
    public void A_row_can_be_empty_without_saying_so()
    {
        Assert.Equal([float.NaN, float.NaN], Values("all-nan"));
        Assert.All(Analyse("all-nan"), result => Assert.Equal(0, result.FlagBits));
    }

    [Fact]
    public void A_flag_can_be_undeclared() => Assert.All(Analyse("wrong-flag"), result => Assert.NotEqual(0, result.FlagBits & ~faulty.Declaration.Flags.Known));

    [Fact]
    public void Opening_can_fail() => Assert.Throws<InvalidOperationException>(() => Open("open-fails"));

    [Fact]
    public void It_can_hang_until_it_is_cancelled()
    {
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(50));

        Assert.Throws<OperationCanceledException>(() => Open("hang").Analyse([SampleTargets.Spectrum(1)], cancellation.Token));
    }

    [Fact]
    public void It_can_hang_though_it_is_cancelled() =>
        Assert.Single(Open("hang-forever", seconds: 0).Analyse([SampleTargets.Spectrum(1)], new CancellationToken(canceled: true)));

    IPipeline<PipelineResult> Open(string fault, string on = "", int seconds = 0) => faulty.Open(new PipelineContext("Faulty")
    {
        Options = new Dictionary<string, object> { ["fault"] = fault, ["fault_on"] = on, ["fault_seconds"] = seconds },
    });

    IReadOnlyList<PipelineResult> Analyse(string fault) => Open(fault).Analyse([SampleTargets.Spectrum(1), SampleTargets.Spectrum(2)], CancellationToken.None);

    object?[] Values(string fault) => [.. Analyse(fault).Select(result => faulty.Declaration.Columns.Single().Value(result))];
}

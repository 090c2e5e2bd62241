using System.Globalization;
using Astra.Plugins.Cannon;
using Astra.Plugins.Cannon.Ages;
using Astra.Plugins.DistMass;
using Astra.Plugins.NoOp;

namespace Astra.Testing.Tests;

/// <summary>Pipelines of this repository pass all checks; those on networks are checked by <c>astra plugins check</c> in the CI run, optimised.</summary>
public sealed class SoundPipelineTests : IDisposable
{
    static readonly CheckSettings Quick = new() { Stars = 3, MeasureFor = TimeSpan.Zero };

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-kit-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void NoOp_has_no_findings() => Assert.Empty(PipelineChecks.All<NoOp>(settings: Quick).Findings);

    [Fact]
    public void A_pipeline_on_sources_passes() => PipelineChecks.All<NoOpSource>(settings: Quick).ThrowIfWrong();

    [Fact]
    public void A_pipeline_with_a_model_passes_with_one()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "seven.txt"), 7.ToString(CultureInfo.InvariantCulture));
        string model = folder.CreateSubdirectory("model").FullName;
        ManifestFile.Write(
            ManifestFile.Complete(
                new NoOpModelImporter().Import(Path.Combine(folder.FullName, "seven.txt"), model, new Dictionary<string, string>()), "NoOpModel", "seven", model),
            model);

        PipelineChecks.All<NoOpModel>(modelFolder: model, settings: Quick).ThrowIfWrong();
    }

    [Fact]
    public void A_pipeline_without_its_model_does_not_pass() => Assert.Contains(
        PipelineChecks.All<NoOpModel>(settings: Quick).Findings,
        finding => finding.Severity == CheckSeverity.Wrong && finding.What.StartsWith("It needs a model and was given none", StringComparison.Ordinal));

    [Fact]
    public void Cannon_passes_with_the_model_that_ships() => Passes<CannonPipeline>("emulated-giants");

    [Fact]
    public void GiantAge_passes_with_the_model_that_ships() => Passes<GiantAgePipeline>("parsec-giants");

    [Fact]
    public void DistMass_passes_with_the_model_that_ships() => Passes<DistMassPipeline>("apokasc3-hipparcos");

    static void Passes<TPipeline>(string model)
        where TPipeline : class, IPipeline<PipelineResult>
    {
        CheckReport report = PipelineChecks.All<TPipeline>(modelFolder: Path.Combine(AppContext.BaseDirectory, "models", model), settings: Quick);

        report.ThrowIfWrong();
        Assert.DoesNotContain(report.Findings, finding => finding.What.StartsWith("No invented star got a result", StringComparison.Ordinal));
    }
}

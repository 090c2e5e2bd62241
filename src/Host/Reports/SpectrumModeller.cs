using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Reports;

/// <summary>A pipeline that can model a spectrum, with what it needs to be asked.</summary>
sealed class SpectrumModeller
{
    readonly IStore store;
    readonly Stage stage;
    readonly ISpectrumModel model;
    readonly IReadOnlyList<PipelineDeclaration> known;

    SpectrumModeller(IStore store, Stage stage, ISpectrumModel model, IReadOnlyList<PipelineDeclaration> known)
    {
        this.store = store;
        this.stage = stage;
        this.model = model;
        this.known = known;
    }

    public string Pipeline => stage.Pipelines[0].Name;

    /// <summary>Whether a pipeline can model spectra.</summary>
    public static bool IsOne(InstalledPipeline pipeline) =>
        pipeline.Declaration.Unit == UnitOfWork.Spectrum && typeof(ISpectrumModel).IsAssignableFrom(pipeline.Type);

    /// <summary>Opens a pipeline as a run would.</summary>
    /// <param name="pipeline">One that can model spectra.</param>
    /// <param name="context">What it is opened with.</param>
    /// <param name="known">All pipelines, of which one may be where an input comes from.</param>
    /// <exception cref="ConfigurationException">The pipeline cannot work as configured.</exception>
    public static SpectrumModeller Open(
        IStore store, PlannedPipeline pipeline, Func<PlannedPipeline, PipelineContext> context, IReadOnlyList<PipelineDeclaration> known) =>
        new(store, Stage.Arrange([pipeline])[0], (ISpectrumModel)pipeline.Installed.Open(context(pipeline)), known);

    /// <summary>Models a spectrum, unless its result is of another version, model or configuration than the pipeline has now.</summary>
    /// <returns>The model, or why there is none.</returns>
    public (ModelSpectrum? Model, string? Note) Model(string identity, Spectrum spectrum)
    {
        UnitRow? unit = store.ReadUnits(stage.Query(known) with { Identity = identity }).SelectMany(page => page)
            .FirstOrDefault(unit => unit.Identity == identity);
        if (unit?.Ledger[0] is not { } entry || entry.SetupKey != stage.Pipelines[0].Setup.Key)
        {
            return (null, "its result is of another version, model or configuration; astra run makes it anew");
        }

        try
        {
            return (model.Model(new Target(unit.Source, spectrum, stage.Inputs[0].Resolve(unit))), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (null, e.Message);
        }
    }
}

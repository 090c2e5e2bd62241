using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Planning;

/// <summary>A pipeline that can run: with its model, its options and its place in the order.</summary>
/// <param name="Setup">What its results depend on besides their inputs.</param>
/// <param name="Model">Null for a pipeline that needs none.</param>
/// <param name="Options">The effective value of every declared option.</param>
sealed record PlannedPipeline(InstalledPipeline Installed, PipelineSetup Setup, Model? Model, IReadOnlyDictionary<string, object> Options)
{
    public string Name => Installed.Name;

    public PipelineDeclaration Declaration => Installed.Declaration;

    /// <summary>Whether the pipeline takes this unit of work at all.</summary>
    public bool Takes(UnitRow unit) => unit.Spectrum is null || Declaration.Kinds.HasFlag((SpectrumKinds)unit.Spectrum.Kind);

    /// <summary>Whether an input may come from a result of another pipeline.</summary>
    public bool DependsOn(PlannedPipeline other) =>
        Declaration.Inputs.Any(input => input.Alternatives.Any(origin => origin.Table.Equals(other.Name, StringComparison.OrdinalIgnoreCase)));
}

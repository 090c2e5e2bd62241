using System.Reflection;

namespace Astra.Host.Plugins;

/// <summary>A pipeline that can be used.</summary>
/// <param name="Declaration">What it says about itself.</param>
/// <param name="Plugin">The plugin that it came with.</param>
/// <param name="Type">Its class.</param>
/// <param name="Importer">Brings published models for it into the workspace; null when it has none.</param>
sealed record InstalledPipeline(PipelineDeclaration Declaration, InstalledPlugin Plugin, Type Type, IModelImporter? Importer)
{
    public string Name => Declaration.Name;

    /// <summary>Makes an instance, for one worker thread. What the pipeline's constructor throws comes as it is.</summary>
    /// <exception cref="ConfigurationException">The pipeline cannot work as configured.</exception>
    public IPipeline<PipelineResult> Open(PipelineContext context)
    {
        ConstructorInfo constructor = PipelineConstructor.Of(Type);
        object[] arguments = constructor.GetParameters().Length == 0 ? [] : [context];
        return (IPipeline<PipelineResult>)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }
}

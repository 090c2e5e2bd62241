using System.Reflection;

namespace Astra.Host.Plugins;

/// <summary>Finds the constructor that the host calls: the public one that takes a <see cref="PipelineContext"/>, or else nothing.</summary>
static class PipelineConstructor
{
    /// <exception cref="PluginRefusedException">The class has no such constructor.</exception>
    public static ConstructorInfo Of(Type pipeline) =>
        pipeline.GetConstructor([typeof(PipelineContext)])
        ?? pipeline.GetConstructor(Type.EmptyTypes)
        ?? throw new PluginRefusedException(
            $"{pipeline.Name} has no constructor that the host can call; write public {pipeline.Name}(PipelineContext context).");
}

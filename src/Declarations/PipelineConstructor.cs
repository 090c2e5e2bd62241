using System.Reflection;

namespace Astra.Declarations;

/// <summary>Finds the constructor that the host calls: the public one that takes a <see cref="PipelineContext"/>, or else nothing.</summary>
public static class PipelineConstructor
{
    /// <summary>The constructor of a pipeline's class.</summary>
    /// <param name="pipeline">The class.</param>
    /// <exception cref="PluginRefusedException">The class has no such constructor.</exception>
    public static ConstructorInfo Of(Type pipeline) =>
        pipeline.GetConstructor([typeof(PipelineContext)])
        ?? pipeline.GetConstructor(Type.EmptyTypes)
        ?? throw new PluginRefusedException(
            $"{pipeline.Name} has no constructor that the host can call; write public {pipeline.Name}(PipelineContext context).");

    /// <summary>Makes an instance, for one thread at a time. What the constructor throws comes as it is.</summary>
    /// <param name="pipeline">The class.</param>
    /// <param name="context">What it is opened with.</param>
    /// <exception cref="ConfigurationException">The pipeline cannot work as configured.</exception>
    public static IPipeline<PipelineResult> Open(Type pipeline, PipelineContext context)
    {
        ConstructorInfo constructor = Of(pipeline);
        object[] arguments = constructor.GetParameters().Length == 0 ? [] : [context];
        return (IPipeline<PipelineResult>)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }
}

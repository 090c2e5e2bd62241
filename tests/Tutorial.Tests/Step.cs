using System.Reflection;
using System.Runtime.Loader;
using Astra.Declarations;

namespace Astra.Tutorial.Tests;

/// <summary>The plugin as it is after a step. All steps have the same names, so each is loaded apart.</summary>
sealed class Step
{
    static readonly Step[] Steps = [.. Enumerable.Range(1, 6).Select(number => new Step(number))];

    readonly Assembly assembly;

    Step(int number)
    {
        Number = number;
        AssemblyLoadContext context = new($"step {number}");
        assembly = context.LoadFromAssemblyPath(Path.Combine(Repository.Plugin(number), "Astra.Plugin.IronWidth.dll"));
        Pipeline = assembly.GetTypes().Single(type => type.IsDefined(typeof(PipelineAttribute)));
    }

    public int Number { get; }

    public Type Pipeline { get; }

    /// <summary>What makes models, from step 5 on.</summary>
    public IModelTrainer Trainer => (IModelTrainer)Activator.CreateInstance(assembly.GetTypes().Single(type => type.IsAssignableTo(typeof(IModelTrainer))))!;

    public static Step Of(int number) => Steps[number - 1];

    /// <summary>The pipeline, with a model where it needs one.</summary>
    public PipelineUnderTest Open(params (string Name, object Value)[] options) =>
        PipelineUnderTest.Of(Pipeline, options.ToDictionary(option => option.Name, option => option.Value), Number < 5 ? null : TrainedModel.Folder(Number));
}

/// <summary>A result, by the names of its columns and flags.</summary>
sealed class Row(PipelineDeclaration pipeline, PipelineResult result)
{
    public double this[string column] => Convert.ToDouble(
        pipeline.Columns.Single(declared => declared.Name == column).Value(result), System.Globalization.CultureInfo.InvariantCulture);

    public string Flags => string.Join(' ', pipeline.Flags.Flags.Where(flag => (result.FlagBits & flag.Mask) != 0).Select(flag => flag.Name));

    public bool IsBad => pipeline.Flags.IsBad(result.FlagBits);

    public static Row Of(PipelineUnderTest pipeline, Spectrum spectrum, params (string Name, double Value)[] inputs) =>
        new(pipeline.Declaration, pipeline.Analyse<PipelineResult>(pipeline.TargetOf(spectrum, inputs)));
}

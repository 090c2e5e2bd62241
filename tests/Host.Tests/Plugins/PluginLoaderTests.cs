using System.Reflection;
using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

public class PluginLoaderTests
{
    static readonly InstalledPlugin Plugin = new("Sample", "1.0.0", ContractVersion.OfHost, "/", PluginState.Loaded, Reason: null);

    [Fact]
    public void An_importer_goes_with_the_pipeline_that_it_names()
    {
        IReadOnlyList<InstalledPipeline> pipelines = PluginLoader.PipelinesAmong([typeof(Other), typeof(Importer), typeof(Pipeline)], Plugin);

        Assert.Equal(["Other", "P"], pipelines.Select(pipeline => pipeline.Name));
        Assert.Null(pipelines[0].Importer);
        Assert.IsType<Importer>(pipelines[1].Importer);
    }

    [Fact]
    public void Two_pipelines_of_one_name_are_refused_whatever_the_case_of_its_letters() =>
        Assert.Equal("it has two pipelines named P. Rename one.", Refused(typeof(Pipeline), typeof(SameName)));

    [Fact]
    public void An_importer_for_no_pipeline_of_the_plugin_is_refused() => Assert.Equal(
        "Importer imports models for 'P', which is not a pipeline of this plugin. Correct its property Pipeline.",
        Refused(typeof(Other), typeof(Importer)));

    [Fact]
    public void Two_importers_for_one_pipeline_are_refused() => Assert.Equal(
        "SecondImporter and Importer both import models for P. Keep one.",
        Refused(typeof(Pipeline), typeof(Importer), typeof(SecondImporter)));

    [Fact]
    public void An_importer_that_the_host_cannot_make_is_refused() => Assert.Equal(
        "ImporterWithArgument imports models but has no public constructor without parameters. Add one.",
        Refused(typeof(Pipeline), typeof(ImporterWithArgument)));

    [Fact]
    public void A_trainer_and_an_inspector_go_with_their_pipeline_and_bring_their_options()
    {
        IReadOnlyList<InstalledPipeline> pipelines = PluginLoader.PipelinesAmong([typeof(Other), typeof(Trainer), typeof(Inspector), typeof(Pipeline)], Plugin);

        Assert.Null(pipelines[0].Trainer);
        Assert.Null(pipelines[0].Inspector);
        Assert.IsType<Trainer>(pipelines[1].Trainer!.Trainer);
        Assert.Equal([new OptionDeclaration("folds", 10, "number of folds")], pipelines[1].Trainer!.Options);
        Assert.IsType<Inspector>(pipelines[1].Inspector!.Inspector);
        Assert.Equal([new OptionDeclaration("top", 20, "number of pixels")], pipelines[1].Inspector!.Options);
    }

    [Fact]
    public void A_trainer_or_an_inspector_with_a_mistake_is_refused_as_an_importer_is()
    {
        Assert.Equal(
            "Trainer trains models for 'P', which is not a pipeline of this plugin. Correct its property Pipeline.", Refused(typeof(Other), typeof(Trainer)));
        Assert.Equal("SecondTrainer and Trainer both train models for P. Keep one.", Refused(typeof(Pipeline), typeof(Trainer), typeof(SecondTrainer)));
        Assert.Equal("SilentTrainer does not say what it needs. Set its property Needs.", Refused(typeof(Pipeline), typeof(SilentTrainer)));
        Assert.Equal("the trainer of P, option 'Folds': its name is not lower case with digits and underscores.", Refused(typeof(Pipeline), typeof(TrainerWithOddOption)));
        Assert.Equal(
            "Inspector inspects models for 'P', which is not a pipeline of this plugin. Correct its property Pipeline.", Refused(typeof(Other), typeof(Inspector)));
        Assert.Equal("SecondInspector and Inspector both inspect models for P. Keep one.", Refused(typeof(Pipeline), typeof(Inspector), typeof(SecondInspector)));
        Assert.Equal("the inspector of P, option 'top': it is declared twice.", Refused(typeof(Pipeline), typeof(InspectorWithTwins)));
    }

    [Fact]
    public void Steps_that_prepare_trainings_go_with_their_pipeline_in_the_order_of_their_names()
    {
        InstalledPipeline pipeline = Assert.Single(PluginLoader.PipelinesAmong([typeof(SecondStep), typeof(Step), typeof(Pipeline)], Plugin));

        Assert.Equal(["again", "step"], pipeline.Preparations.Select(step => step.Name));
        Assert.Equal([new OptionDeclaration("least", 3, "number of lines")], pipeline.Preparations[1].Options);
        Assert.Equal("Step prepares trainings for 'P', which is not a pipeline of this plugin. Correct its property Pipeline.", Refused(typeof(Other), typeof(Step)));
        Assert.Equal("SameStep and Step are both called step for P. Rename one.", Refused(typeof(Pipeline), typeof(Step), typeof(SameStep)));
        Assert.Equal(
            "OddStep is called 'a b', which is not lower case with digits and underscores. Correct its property Name.", Refused(typeof(Pipeline), typeof(OddStep)));
        Assert.Equal("SilentStep does not say what it makes. Set its property Description.", Refused(typeof(Pipeline), typeof(SilentStep)));
    }

    [Fact]
    public void Whatever_loading_throws_is_told_in_one_line()
    {
        Assert.Equal("loading it failed with FormatException: wrong Tell its author.", RefusalReason.Of(new TypeInitializationException("Type", new FormatException("wrong"))));
        Assert.Equal("loading it failed with FormatException: one two Tell its author.", RefusalReason.Of(new FormatException("one\r\n  two")));
        Assert.Equal(
            "its types do not load: no such type. Rebuild it against contract 1.1, with all that it depends on.",
            RefusalReason.Of(new ReflectionTypeLoadException([null], [null, new TypeLoadException("no such type."), new TypeLoadException("nor this.")])));
        Assert.Equal(
            "it needs something that the host does not have: no such method. Rebuild it against contract 1.1, with all that it depends on.",
            RefusalReason.Of(new MissingMethodException("no such method.")));
    }

    static string Refused(params Type[] types) => Assert.Throws<PluginRefusedException>(() => PluginLoader.PipelinesAmong(types, Plugin)).Message;

    [Flags]
    public enum Bits
    {
        [Flag("no result", Severity.Bad)]
        NoResult = 1 << 11,
    }

    public sealed record Result : PipelineResult<Bits>
    {
        [Column("value", "", "a number")]
        public int Value { get; init; }
    }

    [Pipeline("P", "1.0.0", "Text.")]
    public class Pipeline : IPipeline<Result>
    {
        public IReadOnlyList<Result> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [];
    }

    [Pipeline("p", "1.0.0", "Text.")]
    public sealed class SameName : Pipeline;

    [Pipeline("Other", "1.0.0", "Text.")]
    public sealed class Other : Pipeline;

    public class Importer : IModelImporter
    {
        public string Pipeline => "P";

        public string Accepts => "nothing";

        public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options) => throw new BadInputException(path);
    }

    public sealed class SecondImporter : Importer;

    public sealed class ImporterWithArgument : Importer
    {
        public ImporterWithArgument(string argument) => _ = argument;
    }

    [Option("folds", 10, "number of folds")]
    public class Trainer : IModelTrainer
    {
        public string Pipeline => "P";

        public virtual string Needs => "stars";

        public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation) => throw new BadInputException(folder);
    }

    public sealed class SecondTrainer : Trainer;

    public sealed class SilentTrainer : Trainer
    {
        public override string Needs => " ";
    }

    [Option("Folds", 10, "number of folds")]
    public sealed class TrainerWithOddOption : Trainer;

    [Option("least", 3, "number of lines")]
    public class Step : ITrainingPreparation
    {
        public string Pipeline => "P";

        public virtual string Name => "step";

        public virtual string Description => "Text.";

        public string Prepare(IReadOnlyList<string> inputs, string output, TrainingContext context, CancellationToken cancellation) => output;
    }

    public sealed class SecondStep : Step
    {
        public override string Name => "again";
    }

    public sealed class SameStep : Step;

    public sealed class OddStep : Step
    {
        public override string Name => "a b";
    }

    public sealed class SilentStep : Step
    {
        public override string Description => "";
    }

    [Option("top", 20, "number of pixels")]
    public class Inspector : IModelInspector
    {
        public string Pipeline => "P";

        public IReadOnlyList<InspectionTable> Inspect(Model model, IReadOnlyDictionary<string, object> options) => [];
    }

    public sealed class SecondInspector : Inspector;

    [Option("top", 20, "number of pixels")]
    [Option("top", 30, "number of pixels")]
    public sealed class InspectorWithTwins : Inspector;
}

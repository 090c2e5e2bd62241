namespace Astra.Host.Plugins;

/// <summary>A pipeline that can be used.</summary>
/// <param name="Declaration">What it says about itself.</param>
/// <param name="Plugin">The plugin that it came with.</param>
/// <param name="Type">Its class.</param>
sealed record InstalledPipeline(PipelineDeclaration Declaration, InstalledPlugin Plugin, Type Type)
{
    public string Name => Declaration.Name;

    /// <summary>Brings published models for it into the workspace; null when it has none.</summary>
    public IModelImporter? Importer { get; init; }

    /// <summary>Trains models for it; null when it has none.</summary>
    public InstalledTrainer? Trainer { get; init; }

    /// <summary>Make files that its trainings need; none where its plugin has none.</summary>
    public IReadOnlyList<InstalledPreparation> Preparations { get; init; } = [];

    /// <summary>Shows what is in its models; null when it has none.</summary>
    public InstalledInspector? Inspector { get; init; }

    /// <summary>Checks its models; null when it has none.</summary>
    public IModelVerifier? Verifier { get; init; }

    /// <summary>Makes an instance, for one worker thread. What the pipeline's constructor throws comes as it is.</summary>
    /// <exception cref="ConfigurationException">The pipeline cannot work as configured.</exception>
    public IPipeline<PipelineResult> Open(PipelineContext context) => PipelineConstructor.Open(Type, context);
}

/// <summary>What trains the models of a pipeline, with the options that it declares.</summary>
sealed record InstalledTrainer(IModelTrainer Trainer, IReadOnlyList<OptionDeclaration> Options)
{
    /// <exception cref="PluginRefusedException">Its declaration has a mistake.</exception>
    public static InstalledTrainer Of(IModelTrainer trainer) => string.IsNullOrWhiteSpace(trainer.Needs)
        ? throw new PluginRefusedException($"{trainer.GetType().Name} does not say what it needs. Set its property Needs.")
        : new InstalledTrainer(trainer, DeclarationReader.Options(trainer.GetType(), $"the trainer of {trainer.Pipeline}"));
}

/// <summary>What makes a file that the trainings of a pipeline need, with the options that it declares.</summary>
sealed record InstalledPreparation(ITrainingPreparation Preparation, IReadOnlyList<OptionDeclaration> Options)
{
    public string Name => Preparation.Name;

    /// <exception cref="PluginRefusedException">Its declaration has a mistake.</exception>
    public static InstalledPreparation Of(ITrainingPreparation preparation)
    {
        if (string.IsNullOrEmpty(preparation.Name) || !preparation.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new PluginRefusedException(
                $"{preparation.GetType().Name} is called '{preparation.Name}', which is not lower case with digits and underscores. Correct its property Name.");
        }

        return string.IsNullOrWhiteSpace(preparation.Description)
            ? throw new PluginRefusedException($"{preparation.GetType().Name} does not say what it makes. Set its property Description.")
            : new InstalledPreparation(
                preparation, DeclarationReader.Options(preparation.GetType(), $"the step {preparation.Name} of {preparation.Pipeline}"));
    }
}

/// <summary>What shows the models of a pipeline, with the options that it declares.</summary>
sealed record InstalledInspector(IModelInspector Inspector, IReadOnlyList<OptionDeclaration> Options)
{
    /// <exception cref="PluginRefusedException">Its declaration has a mistake.</exception>
    public static InstalledInspector Of(IModelInspector inspector) =>
        new(inspector, DeclarationReader.Options(inspector.GetType(), $"the inspector of {inspector.Pipeline}"));
}

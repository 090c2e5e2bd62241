using Astra.Host.Plugins;

namespace Astra.Host.Configuration;

/// <summary>What is configured for one pipeline.</summary>
/// <param name="Model">The model that somebody chose; null leaves the choice to the host.</param>
/// <param name="Options">The effective value of every option that the pipeline declares, of the type of its default.</param>
/// <param name="Effective">The same for display, with origins.</param>
sealed record PipelineSettings(string? Model, IReadOnlyDictionary<string, object> Options, IReadOnlyList<EffectiveSetting> Effective)
{
    public static PipelineSettings Of(PipelineDeclaration pipeline, LayeredSettings settings)
    {
        EffectiveSetting model = settings.Get(new Setting(
            new PipelineKey(pipeline.Name, PipelineKey.Model).Key,
            string.Empty,
            "Name of the model to use; when empty, the one that comes with the pipeline."));
        EffectiveSetting[] options = [.. pipeline.Options.Select(option =>
            settings.Get(new Setting(new PipelineKey(pipeline.Name, option.Name).Key, option.DefaultValue, option.Description)))];
        return new PipelineSettings(
            model.Value is "" ? null : (string)model.Value,
            pipeline.Options.Zip(options).ToDictionary(pair => pair.First.Name, pair => pair.Second.Value),
            pipeline.NeedsModel ? [model, .. options] : options);
    }
}

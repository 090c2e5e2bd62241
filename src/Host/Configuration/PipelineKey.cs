using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Configuration;

/// <summary>A key <c>pipelines:NAME:OPTION</c>.</summary>
sealed record PipelineKey(string Pipeline, string Option)
{
    /// <summary>The option that every pipeline with a model has without declaring it.</summary>
    public const string Model = "model";

    const string Section = "pipelines";

    public string Key => $"{Section}:{Pipeline}:{Option}";

    /// <summary>Null for a key of another form.</summary>
    public static PipelineKey? Parse(string key) =>
        key.Split(':') is [string section, { Length: > 0 } pipeline, { Length: > 0 } option]
        && section.Equals(Section, StringComparison.OrdinalIgnoreCase)
            ? new PipelineKey(pipeline, option)
            : null;

    /// <exception cref="UserException">No pipeline declares this option.</exception>
    public void RefuseUnknown(string place, IReadOnlyList<PipelineDeclaration> pipelines, bool somePluginsFailed)
    {
        PipelineDeclaration? pipeline = pipelines.FirstOrDefault(candidate => candidate.Name.Equals(Pipeline, StringComparison.OrdinalIgnoreCase));
        if (pipeline is null)
        {
            if (somePluginsFailed)
            {
                return;
            }

            string[] names = [.. pipelines.Select(known => known.Name)];
            throw UserException.Configuration(
                $"{Key} ({place}): no pipeline '{Pipeline}'.{Suggestions.DidYouMean(Pipeline, names)} Pipelines: {string.Join(", ", names)}.");
        }

        string[] options = [.. pipeline.NeedsModel ? [Model] : Array.Empty<string>(), .. pipeline.Options.Select(declared => declared.Name)];
        if (!options.Contains(Option, StringComparer.OrdinalIgnoreCase))
        {
            throw UserException.Configuration(
                $"{Key} ({place}): {pipeline.Name} has no option '{Option}'.{Suggestions.DidYouMean(Option, options)} "
                + (options.Length == 0 ? "It has none: remove this." : $"Options: {string.Join(", ", options)}."));
        }
    }
}

using Astra.Host.Commands;
using Astra.Host.Plugins;

namespace Astra.Host.Configuration;

/// <summary>A key <c>pipelines:NAME:OPTION</c>.</summary>
sealed record PipelineKey(string Pipeline, string Option)
{
    /// <summary>The one option that a pipeline need not declare.</summary>
    public const string Model = "model";

    const string Section = "pipelines";

    public string Key => $"{Section}:{Pipeline}:{Option}";

    /// <summary>Null for a key of another form.</summary>
    public static PipelineKey? Parse(string key) =>
        key.Split(':') is [string section, { Length: > 0 } pipeline, { Length: > 0 } option] && section.Equals(Section, StringComparison.OrdinalIgnoreCase)
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

        string[] options = [Model, .. pipeline.Options.Select(declared => declared.Name)];
        if (!options.Contains(Option, StringComparer.OrdinalIgnoreCase))
        {
            throw UserException.Configuration(
                $"{Key} ({place}): {pipeline.Name} has no option '{Option}'.{Suggestions.DidYouMean(Option, options)} Options: {string.Join(", ", options)}.");
        }
    }
}

using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra pipelines</c>: every pipeline that can be run.</summary>
static class PipelinesCommand
{
    public static Command Create(Func<ParseResult, PluginCatalog> plugins)
    {
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("pipelines", "List the pipelines that can be run.") { Options = { json } };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            PluginCatalog catalog = plugins(parsed);
            if (parsed.GetValue(json))
            {
                WriteJson(output, catalog);
            }
            else
            {
                WriteText(output, catalog);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What a pipeline works on, in words.</summary>
    public static string UnitOf(PipelineDeclaration pipeline) => pipeline.Unit == UnitOfWork.Source ? "source" : "spectrum";

    /// <summary>Which spectra a pipeline takes, in words; none when it works on sources.</summary>
    public static IReadOnlyList<string> KindsOf(PipelineDeclaration pipeline) => (pipeline.Unit, pipeline.Kinds) switch
    {
        (UnitOfWork.Source, _) => [],
        (_, SpectrumKinds.Combined) => ["combined"],
        (_, SpectrumKinds.Visit) => ["visit"],
        _ => ["combined", "visit"],
    };

    static void WriteJson(TextWriter output, PluginCatalog catalog) => JsonOutput.Write(output, catalog.Pipelines.Select(pipeline => new
    {
        pipeline.Name,
        Version = pipeline.Declaration.Version.ToString(),
        Plugin = pipeline.Plugin.Name,
        Unit = UnitOf(pipeline.Declaration),
        Kinds = KindsOf(pipeline.Declaration),
        Inputs = pipeline.Declaration.Inputs.Select(input => input.Name),
        pipeline.Declaration.NeedsModel,
        pipeline.Declaration.Description,
    }));

    static void WriteText(TextWriter output, PluginCatalog catalog)
    {
        if (catalog.Pipelines.Count == 0)
        {
            output.WriteLine("There is no pipeline. See what became of the plugins with: astra plugins");
            return;
        }

        Listing listing = new("pipeline", "version", "plugin", "unit", "kinds", "inputs", "description");
        foreach (InstalledPipeline pipeline in catalog.Pipelines)
        {
            PipelineDeclaration declaration = pipeline.Declaration;
            listing.Add(
                declaration.Name,
                declaration.Version.ToString(),
                pipeline.Plugin.Name,
                UnitOf(declaration),
                string.Join(", ", KindsOf(declaration)),
                InputsOf(declaration),
                declaration.Description);
        }

        listing.Write(output);
    }

    /// <summary>Names while there are few; some pipelines have dozens (astra describe lists them).</summary>
    static string InputsOf(PipelineDeclaration pipeline)
    {
        string[] required = [.. pipeline.Inputs.Where(input => !input.Optional).Select(input => input.Name)];
        int optional = pipeline.Inputs.Count - required.Length;
        return optional == 0 ? string.Join(", ", required) : string.Join(", ", required.Append(Invariant($"{optional} optional")));
    }
}

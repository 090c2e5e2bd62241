using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra model list</c> and <c>astra model import</c>.</summary>
static class ModelCommand
{
    public static Command Create() => new("model", "List models, or bring published ones into the workspace.") { Subcommands = { List(), Import() } };

    /// <summary>Imports a model and says what came of it.</summary>
    public static void Import(
        AstraApplication application, string pipeline, string path, string? name, IReadOnlyDictionary<string, string> options, TextWriter output)
    {
        (AvailableModel model, bool wasThere) = application.Models.Import(application.Plugins.Find(pipeline), path, name, options);
        output.WriteLine(wasThere
            ? $"Model {model.Name} of {model.Manifest!.Pipeline} was imported before."
            : $"Imported model {model.Name} of {model.Manifest!.Pipeline}: {model.Manifest.Description}");
    }

    static Command List()
    {
        Argument<string?> pipeline = new("PIPELINE") { Description = "Only the models of this pipeline.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("list", "List the models; * marks the one that is used.") { Arguments = { pipeline }, Options = { json } };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            IReadOnlyDictionary<string, PipelineSettings> settings = application.Configuration.ForPipelines(
                [.. application.Plugins.Pipelines.Select(p => p.Declaration)], somePluginsFailed: true);
            InstalledPipeline[] pipelines = parsed.GetValue(pipeline) is { } name ? [application.Plugins.Find(name)] : [.. application.Plugins.Pipelines.Where(p => p.Declaration.NeedsModel)];
            var models = pipelines.SelectMany(p => application.Models.Of(p).Select((model, i) => new
            {
                Pipeline = p.Name,
                model.Name,
                Used = settings[p.Name].Model is { } chosen ? model.Name.Equals(chosen, StringComparison.OrdinalIgnoreCase) : i == 0,
                model.Origin,
                Created = model.Manifest?.Created,
                Hash = model.Manifest is null ? null : ModelCatalog.HashOf(model.Manifest),
                Description = model.Manifest?.Description ?? model.Trouble,
                TrainedOn = model.Manifest?.TrainedOn,
                model.Folder,
            })).ToList();
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(output, models);
                return ExitCode.Done;
            }

            Listing listing = new("", "pipeline", "model", "from", "created", "hash", "description");
            foreach (var model in models)
            {
                listing.Add(
                    model.Used ? "*" : "", model.Pipeline, model.Name, model.Origin,
                    model.Created?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "?", model.Hash?[..6] ?? "?",
                    model.Description ?? "");
            }

            listing.Write(output);
            foreach (InstalledPipeline without in pipelines.Where(p => p.Declaration.NeedsModel && models.All(model => model.Pipeline != p.Name)))
            {
                output.WriteLine($"{without.Name} has no model.{(without.Importer is { } importer ? $" Import one: astra model import {without.Name} PATH. It reads {importer.Accepts}" : string.Empty)}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    static Command Import()
    {
        Argument<string> pipeline = new("PIPELINE") { Description = "The pipeline that the model is for." };
        Argument<string> path = new("PATH") { Description = "The published model's file or folder." };
        Option<string?> name = new("--name") { Description = "What to call it here.", HelpName = "NAME" };
        Option<string[]> option = new("--option") { Description = "An option of the importer; may be repeated.", HelpName = "KEY=VALUE" };
        Command command = new(
            "import",
            "Bring a published model into the workspace. It is used from then on, unless the configuration names another (pipelines:PIPELINE:model).")
        {
            Arguments = { pipeline, path },
            Options = { name, option },
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed, createWorkspace: true);
            _ = application.Store;
            Import(application, parsed.GetRequiredValue(pipeline), parsed.GetRequiredValue(path), parsed.GetValue(name),
                ConfigurationOptions.Parse(parsed.GetValue(option) ?? []), parsed.InvocationConfiguration.Output);
            return ExitCode.Done;
        });
        return command;
    }
}

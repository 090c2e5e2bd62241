using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra model</c>: <c>list</c>, <c>import</c>, <see cref="InspectCommand"/> and <see cref="VerifyCommand"/>.</summary>
static class ModelCommand
{
    public static Command Create() =>
        new("model", "List models, bring them into the workspace, look into them, or check them.")
        {
            Subcommands = { List(), Import(), InspectCommand.Create(), VerifyCommand.Create() },
        };

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
            InstalledPipeline[] pipelines = parsed.GetValue(pipeline) is { } name ? [application.Plugins.Find(name)] : [.. application.Plugins.Pipelines.Where(p => p.Declaration.NeedsModel)];
            var models = pipelines.SelectMany(p => application.Models.Of(p).Select(model => new
            {
                Pipeline = p.Name,
                model.Name,
                Used = application.UsedModel(p)?.Folder == model.Folder,
                Origin = model.OriginText,
                model.Since,
                Created = model.Manifest?.Created,
                Hash = model.Manifest is null ? null : ManifestFile.HashOf(model.Manifest),
                Description = model.Manifest?.Description ?? model.Trouble,
                TrainedOn = model.Manifest?.TrainedOn,
                Command = model.Manifest?.Command,
                Accuracy = model.Manifest?.Accuracy,
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
                output.WriteLine($"{without.Name} has no model. {ModelCatalog.HowToGet(without)}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    static Command Import()
    {
        Argument<string> pipeline = new("PIPELINE") { Description = "The pipeline that the model is for." };
        Argument<string> path = new("PATH") { Description = "The published model's file or folder, or a folder that astra train --out wrote." };
        Option<string?> name = new("--name") { Description = "What to call it here.", HelpName = "NAME" };
        Option<string[]> option = new("--option") { Description = "An option of the importer; may be repeated.", HelpName = "KEY=VALUE" };
        Command command = new(
            "import",
            "Bring a model into the workspace: a published one, or one that astra train wrote elsewhere. It is used from then on, unless the configuration names another (pipelines:PIPELINE:model).")
        {
            Arguments = { pipeline, path },
            Options = { name, option },
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed, createWorkspace: true);
            _ = application.Store;
            Import(application, parsed.GetRequiredValue(pipeline), parsed.GetRequiredValue(path), parsed.GetValue(name),
                ConfigurationOptions.Parse(parsed.GetValue(option) ?? [], "--option", "labels=teff,logg", onlyOnce: true),
                parsed.InvocationConfiguration.Output);
            return ExitCode.Done;
        });
        return command;
    }
}

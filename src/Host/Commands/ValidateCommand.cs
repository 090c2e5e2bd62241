using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra validate</c>: how good a model is, as its training measured it on stars that it was not trained on.</summary>
static class ValidateCommand
{
    /// <summary>What a trainer writes into the model's folder for people to read.</summary>
    const string ReportFileName = "report.md";

    public static Command Create()
    {
        Argument<string> pipeline = new("PIPELINE") { Description = "The pipeline whose model to judge." };
        Argument<string?> model = new("MODEL")
        {
            Description = "The model's name (astra model list), or its folder; the one that is used when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("validate", "Show how good a model is: the report that its training made on stars that it was not trained on.")
        {
            Arguments = { pipeline, model },
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            InstalledPipeline installed = application.Plugins.Find(parsed.GetRequiredValue(pipeline));
            Model chosen = application.ModelNamed(installed, parsed.GetValue(model));
            string path = Path.Combine(chosen.Folder, ReportFileName);
            if (!File.Exists(path))
            {
                throw UserException.Usage(
                    $"Model {chosen.Manifest.Name} of {installed.Name} has no report ({path}): nothing here measured how good it is. "
                    + $"astra model inspect {installed.Name} shows what is known of it.");
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"<!-- model {chosen.Manifest.Name} of {installed.Name}, hash {chosen.Hash} -->");
            output.Write(File.ReadAllText(path));
            return ExitCode.Done;
        });
        return command;
    }
}

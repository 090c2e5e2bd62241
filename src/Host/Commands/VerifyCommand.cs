using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra model verify</c>: whether a model gives here what it gave where it comes from.</summary>
static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> pipeline = new("PIPELINE") { Description = "The pipeline whose model to check." };
        Argument<string?> model = new("MODEL")
        {
            Description = "The model's name (astra model list), or its folder; the one that is used when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("verify", "Run the inputs that are stored with a model and compare the answers with the stored ones. Exit code 1 when they differ.")
        {
            Arguments = { pipeline, model },
            Options = { json },
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            InstalledPipeline installed = application.Plugins.Find(parsed.GetRequiredValue(pipeline));
            IModelVerifier verifier = installed.Verifier ?? throw UserException.Usage($"{installed.Name} cannot verify models: its plugin has no verifier.");
            Model chosen = application.ModelNamed(installed, parsed.GetValue(model));
            VerificationReport report = Run(verifier, installed, chosen);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(output, new { Pipeline = installed.Name, Model = chosen.Manifest.Name, chosen.Hash, report.Origin, report.Passed, report.Checks });
            }
            else
            {
                Write(chosen, report, output);
            }

            return report.Passed ? ExitCode.Done : ExitCode.DoneWithGaps;
        });
        return command;
    }

    static VerificationReport Run(IModelVerifier verifier, InstalledPipeline pipeline, Model model)
    {
        try
        {
            return verifier.Verify(model);
        }
        catch (Exception e) when (e is not (ConfigurationException or OutOfMemoryException))
        {
            throw PluginFault.Of($"The verifier of {pipeline.Name}", pipeline, e);
        }
    }

    static void Write(Model model, VerificationReport report, TextWriter output)
    {
        Listing listing = new("input", "quantity", "stored", "here", "difference", "tolerance", "");
        foreach (VerificationCheck check in report.Checks)
        {
            listing.Add(
                check.Input, check.Quantity, Figure.Text(check.Expected), Figure.Text(check.Found),
                Figure.Text(check.Found - check.Expected), Figure.Text(check.Tolerance), check.Passed ? "ok" : "differs");
        }

        listing.Write(output);
        int failed = report.Checks.Count(check => !check.Passed);
        output.WriteLine(report.Passed
            ? $"Model {model.Manifest.Name} of {model.Manifest.Pipeline} gives the answers of {report.Origin}."
            : report.Checks.Count == 0
                ? $"Model {model.Manifest.Name} of {model.Manifest.Pipeline} has no stored answers to compare with."
                : $"Model {model.Manifest.Name} of {model.Manifest.Pipeline} does not give the answers of {report.Origin}: {failed} of {report.Checks.Count} differ. Do not use it here; import it again, or report this.");
    }
}

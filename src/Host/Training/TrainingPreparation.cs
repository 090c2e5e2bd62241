using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Training;

/// <summary>Calls what prepares trainings, and turns whatever comes of it into a file or a sentence.</summary>
static class TrainingPreparation
{
    /// <summary>The step of a pipeline that the user named.</summary>
    /// <exception cref="UserException">There is none of that name.</exception>
    public static InstalledPreparation Find(InstalledPipeline pipeline, string name)
    {
        string[] names = [.. pipeline.Preparations.Select(step => step.Name)];
        return pipeline.Preparations.FirstOrDefault(step => step.Name == name) ?? throw UserException.Usage(names.Length == 0
            ? $"{pipeline.Name} has no steps that prepare a training, such as '{name}'. Leave it out; options begin with --."
            : $"{pipeline.Name} has no step '{name}'.{Suggestions.DidYouMean(name, names)} Steps: {string.Join(", ", names)} (astra describe {pipeline.Name}).");
    }

    /// <summary>Makes a file from files and folders.</summary>
    /// <returns>What was made of how much, in a sentence.</returns>
    /// <exception cref="UserException">Nothing could be made of the inputs, an option is wrong, or the plugin has a fault.</exception>
    /// <exception cref="OperationCanceledException">The user has had enough.</exception>
    public static string Prepare(
        InstalledPipeline pipeline,
        InstalledPreparation step,
        IReadOnlyList<string> inputs,
        string output,
        TrainingContext context,
        CancellationToken cancellation)
    {
        foreach (string input in inputs.Where(input => !File.Exists(input) && !Directory.Exists(input)))
        {
            throw UserException.Usage($"There is no file or folder {input}.");
        }

        if (Directory.Exists(output))
        {
            throw UserException.Usage($"--out {output} is a folder. Name the file to write.");
        }

        try
        {
            string made = step.Preparation.Prepare(inputs, output, context, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return File.Exists(output) ? made : throw new InvalidOperationException("it wrote no file.");
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && CauseOfFailure.Of(e) is OperationCanceledException)
        {
            throw new OperationCanceledException("The work was stopped.", e, cancellation);
        }
        catch (Exception e) when (CauseOfFailure.Of(e) is var cause and not OutOfMemoryException)
        {
            throw cause switch
            {
                BadInputException => UserException.Usage(cause.Message),
                ConfigurationException => UserException.Configuration(cause.Message, e),
                _ => PluginFault.Of($"The step {step.Name} of {pipeline.Name}", pipeline, cause),
            };
        }
    }
}

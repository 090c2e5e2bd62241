using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;

namespace Astra.Host.Training;

/// <summary>Calls a trainer, and turns whatever comes of it into a model or a sentence.</summary>
static class ModelTraining
{
    /// <summary>Trains a model in a new folder and writes its manifest there.</summary>
    /// <param name="pipeline">A pipeline with a trainer.</param>
    /// <param name="name">What to call the model, given the name that the trainer proposes.</param>
    /// <exception cref="UserException">The stars are no training set, an option is wrong, or the trainer has a fault.</exception>
    /// <exception cref="OperationCanceledException">The user has had enough.</exception>
    public static ModelManifest Train(
        InstalledPipeline pipeline, ITrainingSet stars, TrainingContext context, NewModelFolder folder, Func<string, string> name, CancellationToken cancellation)
    {
        try
        {
            ModelManifest manifest = pipeline.Trainer!.Trainer.Train(stars, folder.Path, context, cancellation)
                ?? throw new InvalidOperationException("it returned no manifest");
            cancellation.ThrowIfCancellationRequested();
            manifest = ManifestFile.Complete(manifest, pipeline.Name, name(manifest.Name), folder.Path);
            ManifestFile.Write(manifest, folder.Path);
            return manifest;
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && Cause(e) is OperationCanceledException)
        {
            throw new OperationCanceledException("The training was stopped.", e, cancellation);
        }
        catch (Exception e) when (Cause(e) is var cause and not OutOfMemoryException)
        {
            throw cause switch
            {
                BadInputException => UserException.Usage($"{pipeline.Name} cannot be trained on {stars.Description}: {cause.Message}"),
                ConfigurationException => UserException.Configuration(cause.Message, e),
                _ => PluginFault.Of($"The trainer of {pipeline.Name}", pipeline, cause),
            };
        }
    }

    /// <summary>
    /// What went wrong behind the exception in which loops on several threads wrap it. Of several causes, one that the user can do something about comes first, then
    /// the first by its text: which thread was first is chance.
    /// </summary>
    static Exception Cause(Exception e) => e is AggregateException several
        ? several.Flatten().InnerExceptions
            .OrderBy(cause => cause switch
            {
                ConfigurationException => 0,
                BadInputException => 1,
                OperationCanceledException => 3,
                _ => 2,
            })
            .ThenBy(cause => cause.Message, StringComparer.Ordinal).FirstOrDefault() ?? e
        : e;
}

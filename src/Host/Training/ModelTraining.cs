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
        InstalledPipeline pipeline,
        ITrainingSet stars,
        TrainingContext context,
        NewModelFolder folder,
        Func<string, string> name,
        CancellationToken cancellation)
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
        catch (Exception e) when (cancellation.IsCancellationRequested && CauseOfFailure.Of(e) is OperationCanceledException)
        {
            throw new OperationCanceledException("The training was stopped.", e, cancellation);
        }
        catch (Exception e) when (CauseOfFailure.Of(e) is var cause and not OutOfMemoryException)
        {
            throw cause switch
            {
                BadInputException => UserException.Usage($"{pipeline.Name} cannot be trained on {stars.Description}: {cause.Message}"),
                ConfigurationException => UserException.Configuration(cause.Message, e),
                _ => PluginFault.Of($"The trainer of {pipeline.Name}", pipeline, cause),
            };
        }
    }
}

using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Models;

/// <summary>Where a trained model is to lie: among the workspace's models, or in a folder that the user named. What is wrong with that is said before the training.</summary>
sealed class ModelDestination
{
    readonly ModelCatalog models;
    readonly string? folder;
    readonly string? name;

    /// <param name="models">The workspace's models.</param>
    /// <param name="pipeline">The pipeline that the model is for.</param>
    /// <param name="folder">The folder that the user named; null for the workspace's models.</param>
    /// <param name="name">What the user wants to call it; null for the folder's name, or what the trainer proposes.</param>
    /// <exception cref="UserException">The folder is in use, or the name is taken or cannot be one.</exception>
    public ModelDestination(ModelCatalog models, InstalledPipeline pipeline, string? folder, string? name)
    {
        this.models = models;
        this.name = name;
        this.folder = folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Parent = this.folder is null ? models.FolderOf(pipeline) : Path.GetDirectoryName(this.folder)
            ?? throw UserException.Usage($"--out {folder} cannot be a model's folder. Name a new one.");
        if (name is not null)
        {
            ModelCatalog.CheckName(name);
        }

        if (this.folder is not null && (File.Exists(this.folder) || (Directory.Exists(this.folder) && Directory.EnumerateFileSystemEntries(this.folder).Any())))
        {
            throw UserException.Usage($"--out {folder} is there already and is not an empty folder. Name a new folder, or remove this one.");
        }

        if (this.folder is null && name is not null && Directory.Exists(Path.Combine(Parent, name)))
        {
            throw UserException.Usage($"{pipeline.Name} already has a model called {name}. Give this one another name with --name.");
        }
    }

    /// <summary>The folder that the model's own folder will be in.</summary>
    public string Parent { get; }

    /// <summary>The model's name: the user's, else that of the folder, else the trainer's, with a number after it where that is taken.</summary>
    public string NameFrom(string proposed)
    {
        if (name is not null)
        {
            return name;
        }

        if (folder is not null && ModelCatalog.CanBeName(Path.GetFileName(folder)))
        {
            return Path.GetFileName(folder);
        }

        string stem = ModelCatalog.CanBeName(proposed) ? proposed : "trained";
        string free = stem;
        for (int n = 2; folder is null && Directory.Exists(Path.Combine(Parent, free)); n++)
        {
            free = Invariant($"{stem}-{n}");
        }

        return free;
    }

    /// <summary>Gives a model its place.</summary>
    public AvailableModel Keep(NewModelFolder made, ModelManifest manifest)
    {
        if (folder is null)
        {
            return models.Keep(made, Path.Combine(Parent, manifest.Name), manifest, ModelOrigin.Trained);
        }

        made.MoveTo(folder);
        return new AvailableModel(manifest.Name, folder, ModelOrigin.Trained, manifest.Created, manifest, null);
    }
}

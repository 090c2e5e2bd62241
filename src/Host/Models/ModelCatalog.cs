using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Models;

/// <summary>
/// The models of a workspace: those that plugins ship, in <c>models/NAME</c> of the plugin's folder, and those that were trained or imported, in
/// <c>models/PIPELINE/NAME</c> of the workspace.
/// </summary>
sealed class ModelCatalog(string workspace, TimeProvider time)
{
    /// <summary>
    /// The models of a pipeline, the one that is used unless configured otherwise first: those of the workspace before shipped ones, the last to come
    /// first.
    /// </summary>
    public IReadOnlyList<AvailableModel> Of(InstalledPipeline pipeline)
    {
        IEnumerable<AvailableModel> own = Read(FolderOf(pipeline), shipped: false);
        IEnumerable<AvailableModel> shipped = Read(Path.Combine(pipeline.Plugin.Folder, "models"), shipped: true)
            .Where(model => model.Manifest is null || model.Manifest.Pipeline.Equals(pipeline.Name, StringComparison.OrdinalIgnoreCase));
        return [.. own.Concat(shipped).OrderBy(model => model.Origin == ModelOrigin.Shipped ? 1 : 0)
            .ThenByDescending(model => model.Since).ThenBy(model => model.Name, StringComparer.Ordinal)];
    }

    /// <summary>Where the workspace has its models of a pipeline; it need not exist.</summary>
    public string FolderOf(InstalledPipeline pipeline) => Path.Combine(workspace, "models", pipeline.Name);

    /// <summary>The model that a pipeline runs with.</summary>
    /// <param name="configured">The name in the configuration; empty when none is.</param>
    /// <exception cref="ConfigurationException">There is none, or its files are not what its manifest says.</exception>
    public Model Choose(InstalledPipeline pipeline, string configured)
    {
        IReadOnlyList<AvailableModel> models = Of(pipeline);
        if (configured.Length > 0)
        {
            AvailableModel? named = models.FirstOrDefault(model => model.Name.Equals(configured, StringComparison.OrdinalIgnoreCase));
            return Load(named ?? throw new ConfigurationException(
                $"{pipeline.Name} has no model '{configured}'.{Suggestions.DidYouMean(configured, models.Select(model => model.Name))} See them with: astra model list {pipeline.Name}"));
        }

        return models.Count == 0 ? throw new ConfigurationException($"{pipeline.Name} has no model. {HowToGet(pipeline)}") : Load(models[0]);
    }

    /// <summary>What to do about a pipeline that has no model, in a sentence.</summary>
    public static string HowToGet(InstalledPipeline pipeline)
    {
        string[] ways =
        [
            .. pipeline.Importer is null ? Array.Empty<string>() : [$"import one (astra model import {pipeline.Name} PATH)"],
            .. pipeline.Trainer is null ? Array.Empty<string>() : [$"train one (astra train {pipeline.Name} --data TABLE --labels A,B,C)"],
        ];
        string text = string.Join(" or ", ways);
        return ways.Length == 0 ? "Its plugin ships none." : $"{char.ToUpperInvariant(text[0])}{text[1..]}; astra describe {pipeline.Name} says what that needs.";
    }

    /// <summary>The model in a folder of its own, wherever it lies.</summary>
    /// <exception cref="ConfigurationException">It is none of this pipeline's, or its files are not what its manifest says.</exception>
    public static Model Open(InstalledPipeline pipeline, string folder)
    {
        AvailableModel model = ReadOne(Path.GetFullPath(folder), shipped: false);
        return model.Manifest is { } manifest && !manifest.Pipeline.Equals(pipeline.Name, StringComparison.OrdinalIgnoreCase)
            ? throw new ConfigurationException($"The model in {folder} is one of {manifest.Pipeline}, not of {pipeline.Name}.")
            : Load(model);
    }

    /// <summary>
    /// Brings a model into the workspace: a published one, which the pipeline's importer reads, or a folder that <c>astra train</c> wrote.
    /// </summary>
    /// <param name="name">What to call it; null for the name that it has or the importer gives.</param>
    /// <returns>The model, and whether it was there already under this or another name.</returns>
    /// <exception cref="UserException">It cannot be imported.</exception>
    public (AvailableModel Model, bool WasThere) Import(
        InstalledPipeline pipeline, string path, string? name, IReadOnlyDictionary<string, string> options)
    {
        const string trained = $"the folder of a model, with its {ModelManifest.FileName}";
        string full = Path.GetFullPath(path);
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            throw UserException.Usage(
                $"There is no file or folder {path}. {pipeline.Name} imports {(pipeline.Importer is null ? $"{trained}." : $"{pipeline.Importer.Accepts} It also imports {trained}.")}");
        }

        bool isModel = File.Exists(Path.Combine(full, ModelManifest.FileName));
        if (!isModel && pipeline.Importer is null)
        {
            throw UserException.Usage($"{path} is no model: {pipeline.Name} imports {trained}.");
        }

        using NewModelFolder temporary = NewModelFolder.In(FolderOf(pipeline));
        try
        {
            ModelManifest manifest = isModel
                ? CopyModel(pipeline, full, temporary.Path, options)
                : pipeline.Importer!.Import(full, temporary.Path, options);
            bool named = name is not null;
            name ??= manifest.Name;
            CheckName(name);
            if (!isModel || name != manifest.Name)
            {
                manifest = ManifestFile.Complete(manifest, pipeline.Name, name, temporary.Path);
                ManifestFile.Write(manifest, temporary.Path);
            }

            string hash = ManifestFile.HashOf(manifest);
            AvailableModel[] own = [.. Of(pipeline).Where(model => model.Origin != ModelOrigin.Shipped)];
            if (own.FirstOrDefault(model => model.Name == name) is { } namesake)
            {
                return namesake.Manifest is not null && ManifestFile.HashOf(namesake.Manifest) == hash
                    ? (Again(namesake), true)
                    : throw UserException.Usage($"{pipeline.Name} already has another model called {name}. Give this one another name with --name.");
            }

            if (!named && own.FirstOrDefault(model => model.Manifest is not null && ManifestFile.HashOf(model.Manifest) == hash) is { } same)
            {
                return (Again(same), true);
            }

            return (Keep(temporary, Path.Combine(FolderOf(pipeline), name), manifest, ModelOrigin.Imported), false);
        }
        catch (Exception e) when (e is BadInputException or ConfigurationException)
        {
            throw UserException.Usage($"{path} cannot be imported as a model of {pipeline.Name}: {e.Message}");
        }
        catch (InvalidOperationException e) when (!isModel)
        {
            throw UserException.Usage($"{path} cannot be imported as a model of {pipeline.Name}: {e.Message}. Tell the author of {pipeline.Plugin.Name}.");
        }
    }

    /// <summary>Gives a new model its place in the workspace.</summary>
    public AvailableModel Keep(NewModelFolder made, string folder, ModelManifest manifest, ModelOrigin origin)
    {
        Arrival arrival = new(origin, ArrivingIn(Path.GetDirectoryName(folder)!));
        arrival.Write(made.Path);
        made.MoveTo(folder);
        return new AvailableModel(manifest.Name, folder, origin, arrival.At, manifest, null);
    }

    /// <exception cref="UserException">A model cannot have this name.</exception>
    public static void CheckName(string name)
    {
        if (!CanBeName(name))
        {
            throw UserException.Usage(
                Invariant($"'{name}' cannot be the name of a model: use letters, digits, '-', '_' and '.', at most 64 of them."));
        }
    }

    public static bool CanBeName(string name) =>
        name.Length is > 0 and <= 64 && !name.StartsWith('.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    static ModelManifest CopyModel(InstalledPipeline pipeline, string from, string to, IReadOnlyDictionary<string, string> options)
    {
        if (options.Count > 0)
        {
            throw new ConfigurationException($"a model that was trained takes no options; leave out {string.Join(", ", options.Keys)}.");
        }

        ModelManifest manifest = ManifestFile.Read(from);
        if (!manifest.Pipeline.Equals(pipeline.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new BadInputException($"it is a model of {manifest.Pipeline}. Import it as one: astra model import {manifest.Pipeline} PATH");
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (relative != Arrival.FileName)
            {
                string target = Path.Combine(to, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        return ManifestFile.Damage(manifest, to) is { } damage
            ? throw new BadInputException($"it is damaged: {damage.Replace(to, from, StringComparison.Ordinal)}. Copy the folder again.")
            : manifest;
    }

    static Model Load(AvailableModel model)
    {
        if (model.Manifest is not { } manifest)
        {
            throw new ConfigurationException($"The model in {model.Folder} cannot be used: {model.Trouble} Import it again, or remove the folder.");
        }

        return ManifestFile.Damage(manifest, model.Folder) is { } damage
            ? throw new ConfigurationException($"The model {manifest.Name} of {manifest.Pipeline} is damaged: {damage}. Import it again.")
            : new Model(manifest, model.Folder, ManifestFile.HashOf(manifest));
    }

    static IEnumerable<AvailableModel> Read(string folder, bool shipped) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)
            .Select(model => ReadOne(model, shipped))
        : [];

    static AvailableModel ReadOne(string folder, bool shipped)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        Arrival? arrival = shipped ? null : Arrival.Read(folder);
        ModelOrigin origin = shipped ? ModelOrigin.Shipped : arrival?.Origin ?? ModelOrigin.Imported;
        try
        {
            ModelManifest manifest = ManifestFile.Read(folder);
            return new AvailableModel(name, folder, origin, arrival?.At ?? manifest.Created, manifest, null);
        }
        catch (BadInputException e)
        {
            return new AvailableModel(name, folder, origin, null, null, e.Message);
        }
    }

    /// <summary>A model that is brought in again is the one that was brought in last.</summary>
    AvailableModel Again(AvailableModel model)
    {
        Arrival arrival = new(model.Origin, ArrivingIn(Path.GetDirectoryName(model.Folder)!));
        arrival.Write(model.Folder);
        return model with { Since = arrival.At };
    }

    /// <summary>Now, or just after the last model that came: the clock may have been put back since, and the last to come is used.</summary>
    DateTimeOffset ArrivingIn(string folder)
    {
        DateTimeOffset now = time.GetUtcNow();
        return Read(folder, shipped: false).Max(model => model.Since) is { } last && last >= now ? last.AddTicks(1) : now;
    }
}

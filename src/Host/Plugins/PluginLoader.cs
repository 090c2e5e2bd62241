using System.Reflection;

namespace Astra.Host.Plugins;

/// <summary>Loads the code of one plugin and reads what its pipelines declare.</summary>
static class PluginLoader
{
    static readonly (string One, string Two) Importing = ("imports models", "import models");
    static readonly (string One, string Two) Training = ("trains models", "train models");
    static readonly (string One, string Two) Preparing = ("prepares trainings", "prepare trainings");
    static readonly (string One, string Two) Inspecting = ("inspects models", "inspect models");
    static readonly (string One, string Two) Verifying = ("verifies models", "verify models");

    /// <summary>
    /// Loads everything at once, so that a plugin that does not fit fails at start and not at night. Throws whatever is wrong with the plugin.
    /// </summary>
    public static IReadOnlyList<InstalledPipeline> Load(InstalledPlugin plugin, PluginManifest manifest)
    {
        if (WrongContract(manifest) is { } wrong)
        {
            throw new PluginRefusedException(wrong);
        }

        string path = Path.Combine(plugin.Folder, manifest.Assembly);
        if (!File.Exists(path))
        {
            throw new PluginRefusedException(
                $"{PluginManifest.FileName} names the assembly {manifest.Assembly}, which is not there. Copy the plugin's folder again, or correct the name.");
        }

        PluginLoadContext context = new(manifest.Name, path);
        Assembly assembly = context.LoadFromAssemblyPath(path);
        Type[] types = assembly.GetTypes();
        foreach (AssemblyName dependency in assembly.GetReferencedAssemblies())
        {
            context.LoadFromAssemblyName(dependency);
        }

        return PipelinesAmong(types, plugin);
    }

    /// <summary>Why a plugin does not fit this host's contract; null when it does.</summary>
    public static string? WrongContract(PluginManifest manifest)
    {
        string built = $"it was built against contract {manifest.Contract}";
        return manifest.Contract.WorksWith(ContractVersion.OfHost) ? null : manifest.Contract.Major == Contract.Major
            ? $"{built}, which is newer than this host's {ContractVersion.OfHost}. Update the host, or rebuild the plugin."
            : $"{built}; this host has {ContractVersion.OfHost}. Rebuild the plugin.";
    }

    /// <summary>What some types of a plugin make of pipelines.</summary>
    /// <exception cref="PluginRefusedException">There is none, or one has a mistake.</exception>
    public static IReadOnlyList<InstalledPipeline> PipelinesAmong(IReadOnlyList<Type> types, InstalledPlugin plugin)
    {
        Type[] classes = [.. types.Where(type => type.IsDefined(typeof(PipelineAttribute), inherit: false))];
        PipelineDeclaration[] declarations = [.. classes.Select(DeclarationReader.Read)];
        if (declarations.Length == 0)
        {
            throw new PluginRefusedException("its assembly has no class marked [Pipeline]. Mark the class that implements IPipeline<...>.");
        }

        var counts = declarations.CountBy(declaration => declaration.Name, StringComparer.OrdinalIgnoreCase);
        if (counts.FirstOrDefault(name => name.Value > 1).Key is { } twice)
        {
            throw new PluginRefusedException($"it has two pipelines named {twice}. Rename one.");
        }

        Dictionary<string, IModelImporter> importers = Companions<IModelImporter>(types, declarations, Importing, importer => importer.Pipeline);
        Dictionary<string, IModelTrainer> trainers = Companions<IModelTrainer>(types, declarations, Training, trainer => trainer.Pipeline);
        ILookup<string, InstalledPreparation> preparations = Preparations(types, declarations);
        Dictionary<string, IModelInspector> inspectors = Companions<IModelInspector>(
            types, declarations, Inspecting, inspector => inspector.Pipeline);
        Dictionary<string, IModelVerifier> verifiers = Companions<IModelVerifier>(types, declarations, Verifying, verifier => verifier.Pipeline);
        return [.. declarations.Zip(classes, (declaration, type) => new InstalledPipeline(declaration, plugin, type)
        {
            Importer = importers.GetValueOrDefault(declaration.Name),
            Trainer = trainers.TryGetValue(declaration.Name, out IModelTrainer? trainer) ? InstalledTrainer.Of(trainer) : null,
            Preparations = [.. preparations[declaration.Name]],
            Inspector = inspectors.TryGetValue(declaration.Name, out IModelInspector? inspector) ? InstalledInspector.Of(inspector) : null,
            Verifier = verifiers.GetValueOrDefault(declaration.Name),
        })];
    }

    /// <summary>What prepares trainings, by pipeline, in the order of names; each name stands for one.</summary>
    static ILookup<string, InstalledPreparation> Preparations(IReadOnlyList<Type> types, PipelineDeclaration[] declarations)
    {
        InstalledPreparation[] found =
        [
            .. Made<ITrainingPreparation>(types, declarations, Preparing, preparation => preparation.Pipeline)
                .Select(made => InstalledPreparation.Of(made.Companion)).OrderBy(preparation => preparation.Name, StringComparer.Ordinal),
        ];
        foreach ((InstalledPreparation one, InstalledPreparation other) in found.Zip(found.Skip(1)))
        {
            if (one.Name == other.Name && one.Preparation.Pipeline == other.Preparation.Pipeline)
            {
                string[] both = [one.Preparation.GetType().Name, other.Preparation.GetType().Name];
                throw new PluginRefusedException(
                    $"{string.Join(" and ", both.Order(StringComparer.Ordinal))} are both called {one.Name} for {one.Preparation.Pipeline}. Rename one.");
            }
        }

        return found.ToLookup(preparation => preparation.Preparation.Pipeline);
    }

    /// <summary>Makes the classes that do something for a pipeline besides running it; each pipeline has at most one of a kind.</summary>
    static Dictionary<string, T> Companions<T>(
        IReadOnlyList<Type> types, PipelineDeclaration[] declarations, (string One, string Two) task, Func<T, string> pipelineOf)
        where T : class
    {
        Dictionary<string, T> companions = [];
        foreach ((string pipeline, T companion) in Made(types, declarations, task, pipelineOf))
        {
            if (!companions.TryAdd(pipeline, companion))
            {
                throw new PluginRefusedException(
                    $"{companion.GetType().Name} and {companions[pipeline].GetType().Name} both {task.Two} for {pipeline}. Keep one.");
            }
        }

        return companions;
    }

    static IEnumerable<(string Pipeline, T Companion)> Made<T>(
        IReadOnlyList<Type> types, PipelineDeclaration[] declarations, (string One, string Two) task, Func<T, string> pipelineOf)
        where T : class
    {
        foreach (Type type in types.Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(T))))
        {
            ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes)
                ?? throw new PluginRefusedException($"{type.Name} {task.One} but has no public constructor without parameters. Add one.");
            var companion = (T)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null);
            string pipeline = pipelineOf(companion);
            if (!declarations.Any(declaration => declaration.Name == pipeline))
            {
                throw new PluginRefusedException(
                    $"{type.Name} {task.One} for '{pipeline}', which is not a pipeline of this plugin. Correct its property Pipeline.");
            }

            yield return (pipeline, companion);
        }
    }
}

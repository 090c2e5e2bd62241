using System.Reflection;

namespace Astra.Host.Plugins;

/// <summary>Loads the code of one plugin and reads what its pipelines declare.</summary>
static class PluginLoader
{
    /// <summary>
    /// Loads everything at once, so that a plugin that does not fit fails at start and not at night. Throws whatever is wrong with the plugin.
    /// </summary>
    public static IReadOnlyList<InstalledPipeline> Load(InstalledPlugin plugin, PluginManifest manifest)
    {
        if (!manifest.Contract.WorksWith(ContractVersion.OfHost))
        {
            string built = $"it was built against contract {manifest.Contract}";
            throw new PluginRefusedException(manifest.Contract.Major == Contract.Major
                ? $"{built}, which is newer than this host's {ContractVersion.OfHost}. Update the host, or rebuild the plugin."
                : $"{built}; this host has {ContractVersion.OfHost}. Rebuild the plugin.");
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

        Dictionary<string, IModelImporter> importers = ModelImporters(types, declarations);
        return [.. declarations.Zip(
            classes,
            (declaration, type) => new InstalledPipeline(declaration, plugin, type, importers.GetValueOrDefault(declaration.Name)))];
    }

    static Dictionary<string, IModelImporter> ModelImporters(IReadOnlyList<Type> types, PipelineDeclaration[] declarations)
    {
        Dictionary<string, IModelImporter> importers = [];
        foreach (Type type in types.Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IModelImporter))))
        {
            ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes)
                ?? throw new PluginRefusedException($"{type.Name} imports models but has no public constructor without parameters. Add one.");
            var importer = (IModelImporter)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null);
            if (!declarations.Any(declaration => declaration.Name == importer.Pipeline))
            {
                throw new PluginRefusedException(
                    $"{type.Name} imports models for '{importer.Pipeline}', which is not a pipeline of this plugin. Correct its property Pipeline.");
            }

            if (!importers.TryAdd(importer.Pipeline, importer))
            {
                throw new PluginRefusedException(
                    $"{type.Name} and {importers[importer.Pipeline].GetType().Name} both import models for {importer.Pipeline}. Keep one.");
            }
        }

        return importers;
    }
}

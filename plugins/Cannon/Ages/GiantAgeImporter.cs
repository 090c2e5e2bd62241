using Astra.Isochrones;

namespace Astra.Plugins.Cannon.Ages;

/// <summary>
/// Makes a model from a folder of isochrone tables of the PARSEC web interface or of MIST. Ages are those of the tables' columns, whatever the files
/// are called.
/// </summary>
public sealed class GiantAgeImporter : IModelImporter
{
    /// <inheritdoc/>
    public string Pipeline => GiantAgePipeline.Name;

    /// <inheritdoc/>
    public string Accepts => $"a folder of {IsochroneTable.Accepts}, for several ages and metallicities. No options.";

    /// <inheritdoc/>
    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault() is string option)
        {
            throw new ConfigurationException($"The importer of {Pipeline} models has no option '{option}'; it has none.");
        }

        string[] files = IsochroneTable.Files(path);
        List<IsochronePoint> points = [.. files.SelectMany(IsochroneTable.Read)];
        AgeModel model;
        try
        {
            model = new AgeModel(IsochroneDigest.Anchors(points), IsochroneDigest.MainSequences(points));
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }

        model.Write(folder);
        GiantAgeRelation clump = model.Relation(EvolutionaryState.RedClump);
        double least = points.Min(point => point.Metallicity);
        double most = points.Max(point => point.Metallicity);
        string origin = IsochroneTable.Origin(files);
        int isochrones = points.Select(point => (point.Metallicity, point.Age)).Distinct().Count();
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = $"{origin.ToLowerInvariant().Replace(' ', '-')}-giants",
            Description = FormattableString.Invariant(
                $"Masses of giants in {origin} isochrones of {clump.LeastAge:0.###} to {clump.MostAge:0.###} Gyr and [M/H] {least:0.00} to {most:0.00}"),
            TrainedOn = $"{isochrones} {origin} isochrones in {files.Length} files",
            Command = $"astra model import {Pipeline} {Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}",
            Created = DateTimeOffset.UtcNow,
            Accuracy = Accuracy(model),
            Files = new Dictionary<string, string> { [AgeModel.FileName] = "" },
            Settings = AgeModel.Settings,
        };
    }

    static Dictionary<string, double> Accuracy(AgeModel model)
    {
        Dictionary<string, double> accuracy = [];
        foreach (EvolutionaryState state in Enum.GetValues<EvolutionaryState>())
        {
            GiantAgeRelation relation = model.Relation(state);
            double[] errors = [.. relation.Unused.Where(anchor => anchor.Metallicity >= relation.LeastMetallicity).Select(anchor =>
                Math.Abs(relation.LogAge(Math.Log10(anchor.CurrentMass), anchor.Metallicity, isInitial: false) - Math.Log10(anchor.Age)))];
            if (errors.Length > 0)
            {
                string name = state == EvolutionaryState.RedClump ? "red clump" : "red giant branch";
                accuracy[$"{name}: largest error of log age at {errors.Length} tables that were left out (dex)"] = Math.Round(errors.Max(), 4);
            }
        }

        return accuracy;
    }
}

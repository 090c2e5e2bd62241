using Astra.Plugins.DistMass.Training;

namespace Astra.Plugins.DistMass;

/// <summary>Shows which networks a model has, and the validation that was measured when they were trained.</summary>
public sealed class DistMassInspector : IModelInspector
{
    /// <inheritdoc/>
    public string Pipeline => DistMassPipeline.Name;

    /// <inheritdoc/>
    public IReadOnlyList<InspectionTable> Inspect(Model model, IReadOnlyDictionary<string, object> options)
    {
        DistMassModel loaded = DistMassModel.Load(model.Folder);
        return
        [
            new InspectionTable(
                "networks", "Networks of the model; the columns of those that are missing are empty", ["network", "state"],
                [.. DistMassTrainer.Slots(loaded).Select(slot => new object[] { slot.Key, slot.Value })]),
            .. ValidationTables.Load(model.Folder).Tables.Select(table => new InspectionTable(
                $"{table.Target}-{table.Name}", $"{table.Target}: {table.Title}", table.Columns,
                    [.. table.Rows.Select(row => row.Cast<object>().ToArray())])),
        ];
    }
}

namespace Astra.Plugins.NoOp;

/// <summary>Shows the number in a model and its multiples, to show every part of what an inspector gives.</summary>
[Option("multiples", 3, "how many multiples to show")]
public sealed class NoOpInspector : IModelInspector
{
    public string Pipeline => "NoOpModel";

    public IReadOnlyList<InspectionTable> Inspect(Model model, IReadOnlyDictionary<string, object> options)
    {
        int multiples = (int)options["multiples"];
        if (multiples < 1)
        {
            throw new ConfigurationException("NoOpModel: the option multiples is below 1, which leaves nothing to show.");
        }

        double value = NoOpModel.Read(Path.Combine(model.Folder, NoOpModel.FileName))
            ?? throw new ConfigurationException($"The model {model.Manifest.Name} has no number in {NoOpModel.FileName}. Import it again.");
        return
        [
            new InspectionTable("value", "The number in the model", ["name", "value"], [[model.Manifest.Name, value]]),
            new InspectionTable(
                "multiples", "Multiples of the number", ["factor", "value", "reciprocal"],
                [.. Enumerable.Range(0, multiples).Select(factor => (IReadOnlyList<object>)[(long)factor, factor * value, factor == 0 ? double.NaN : 1 / (factor * value)])]),
        ];
    }
}

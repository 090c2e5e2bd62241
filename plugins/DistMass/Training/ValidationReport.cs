using System.Globalization;
using System.Text;

namespace Astra.Plugins.DistMass.Training;

/// <summary>Writes the validation of a model for people.</summary>
static class ValidationReport
{
    const string FileName = "report.md";

    /// <summary>Writes <c>report.md</c> into a model's folder.</summary>
    public static void Write(DistMassModel model, ValidationTables tables, string folder)
    {
        StringBuilder text = new("# DistMass: how good the networks are\n\n");
        foreach ((string target, string slot) in DistMassTrainer.Slots(model))
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{target}`: {slot}\n");
        }

        foreach (NetworkDescription network in model.Networks)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {network.Target}\n\n    {network.Command}\n");
            foreach (ValidationTable table in tables.Tables.Where(table => table.Target == network.Target))
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"\n### {table.Title}\n\n| {string.Join(" | ", table.Columns)} |\n|{string.Concat(table.Columns.Select(_ => " --- |"))}\n");
                foreach (IReadOnlyList<string> row in table.Rows)
                {
                    text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
                }
            }
        }

        File.WriteAllText(Path.Combine(folder, FileName), text.ToString());
    }
}

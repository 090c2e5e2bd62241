using Astra.Host.Plugins;

namespace Astra.Host.Training;

/// <summary>
/// The inputs that a pipeline declares, for stars of a training set: of an input's alternatives, the first whose column the user's table has a value in, else the
/// first that is known of the spectrum's star.
/// </summary>
/// <param name="inputs">What the pipeline declares.</param>
/// <param name="columns">The columns of <see cref="LabelledRow.Columns"/>, in lower case.</param>
sealed class TrainingInputs(IReadOnlyList<InputDeclaration> inputs, IReadOnlyList<string> columns)
{
    /// <summary>The columns that the inputs of a pipeline may come from.</summary>
    public static IEnumerable<string> ColumnsOf(PipelineDeclaration pipeline) => pipeline.Inputs.SelectMany(input => input.Alternatives).Select(origin => origin.Column);

    /// <summary>The inputs by name.</summary>
    /// <param name="row">The star's row.</param>
    /// <param name="known">What is known of the star and its spectrum besides; NaN for what is not.</param>
    public IReadOnlyDictionary<string, InputValue> Resolve(LabelledRow row, Func<InputOrigin, double> known)
    {
        Dictionary<string, InputValue> resolved = new(inputs.Count);
        foreach (InputDeclaration input in inputs)
        {
            resolved[input.Name] = First(input, FromTable) ?? First(input, known) ?? new InputValue(double.NaN, null);
        }

        return resolved;

        double FromTable(InputOrigin origin)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                if (columns[i] == origin.Column)
                {
                    return row.Columns[i];
                }
            }

            return double.NaN;
        }
    }

    static InputValue? First(InputDeclaration input, Func<InputOrigin, double> valueOf)
    {
        foreach (InputOrigin origin in input.Alternatives)
        {
            double value = valueOf(origin);
            if (double.IsFinite(value))
            {
                return new InputValue(value, origin.ToString());
            }
        }

        return null;
    }
}

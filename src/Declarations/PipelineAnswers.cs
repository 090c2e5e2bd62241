namespace Astra.Declarations;

/// <summary>
/// What makes an answer of a pipeline unusable for the host, in the words in which the host reports it: what a run would find is found by a test in the
/// same sentence.
/// </summary>
public static class PipelineAnswers
{
    /// <summary>Why a list of answers cannot be used at all; null when it has a result for each unit of work.</summary>
    /// <param name="results">What the pipeline returned.</param>
    /// <param name="units">For how many units of work.</param>
    public static string? WrongCount(IReadOnlyList<PipelineResult?>? results, int units) => results?.Count == units
        ? null
        : $"returned {(results is null ? "null instead of" : Invariant($"{results.Count}"))} results for {Invariant($"{units}")} spectra";

    /// <summary>Why a result cannot be stored, so that the unit of work counts as failed; null when it can.</summary>
    /// <param name="pipeline">The declaration.</param>
    /// <param name="result">The result.</param>
    public static string? WrongResult(PipelineDeclaration pipeline, PipelineResult? result)
    {
        if (result is null)
        {
            return "returned null as a result";
        }

        long undeclared = result.FlagBits & ~pipeline.Flags.Known;
        return undeclared == 0 ? null : $"set flag bits that it does not declare ({string.Join(", ", Bits(undeclared))})";
    }

    /// <summary>Why the host makes "no result" of a result that does not say so itself; null when it does not.</summary>
    /// <param name="pipeline">The declaration.</param>
    /// <param name="values">The result's values; see <see cref="ValuesOf"/>.</param>
    /// <param name="flags">The result's flags.</param>
    public static string? Empty(PipelineDeclaration pipeline, object?[] values, long flags) =>
        (flags & pipeline.Flags.NoResult) == 0 && HasNoMeasurement(pipeline, values) ? "every value of the result is NaN" : null;

    /// <summary>The values of a result in the order of the columns; what is not finite is null, "not measured".</summary>
    /// <param name="pipeline">The declaration.</param>
    /// <param name="result">The result.</param>
    public static object?[] ValuesOf(PipelineDeclaration pipeline, PipelineResult result)
    {
        object?[] values = new object?[pipeline.Columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pipeline.Columns[i].Value(result) switch
            {
                float value when !float.IsFinite(value) => null,
                double value when !double.IsFinite(value) => null,
                object value => value,
                null => null,
            };
        }

        return values;
    }

    /// <summary>Whether a row has no measurement at all: every floating-point column is empty, and there is one.</summary>
    static bool HasNoMeasurement(PipelineDeclaration pipeline, object?[] values)
    {
        bool any = false;
        for (int i = 0; i < values.Length; i++)
        {
            if (pipeline.Columns[i].Type is ColumnType.Float32 or ColumnType.Float64)
            {
                any = true;
                if (values[i] is not null)
                {
                    return false;
                }
            }
        }

        return any;
    }

    static IEnumerable<int> Bits(long mask) => Enumerable.Range(0, 64).Where(bit => (mask & (1L << bit)) != 0);
}

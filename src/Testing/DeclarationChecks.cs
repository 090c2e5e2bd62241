namespace Astra.Testing;

/// <summary>What a declaration could do better, and what the host would only find when it plans a run.</summary>
static class DeclarationChecks
{
    const string Check = "declaration";

    /// <summary>The bit that SDSS keeps for "no result" in the layouts of its pipelines.</summary>
    const int UsualNoResultBit = 11;

    public static IEnumerable<CheckFinding> Of(PipelineDeclaration pipeline) =>
        [.. Inputs(pipeline), .. Units(pipeline), .. Columns(pipeline), .. Flags(pipeline)];

    static IEnumerable<CheckFinding> Inputs(PipelineDeclaration pipeline)
    {
        foreach (InputDeclaration input in pipeline.Inputs)
        {
            foreach (InputOrigin origin in input.Alternatives)
            {
                IReadOnlyList<MetadataColumn>? table = origin.Table switch
                {
                    "source" => SourceColumns.All,
                    "spectrum" => SpectrumColumns.All,
                    _ => null,
                };
                if (table is null)
                {
                    continue;
                }

                if (table.FirstOrDefault(column => column.Name == origin.Column) is not { } column)
                {
                    yield return new CheckFinding(
                        CheckSeverity.Wrong, Check, $"input '{input.Name}'", $"The workspace does not know {origin}, so that no run with this pipeline starts.",
                        $"Name a column of {origin.Table}: {string.Join(", ", table.Where(known => known.Type != ColumnType.Text).Select(known => known.Name))}.");
                }
                else if (column.Type == ColumnType.Text)
                {
                    yield return new CheckFinding(
                        CheckSeverity.Wrong, Check, $"input '{input.Name}'", $"{origin} is a text, and inputs are numbers.", "Name another column.");
                }
            }
        }
    }

    static IEnumerable<CheckFinding> Units(PipelineDeclaration pipeline) =>
        from column in pipeline.Columns
        let trouble = UnitNotation.Trouble(column.Unit)
        where trouble is not null
        select Advice(
            $"column '{column.Name}'", $"The unit '{column.Unit}' is not in FITS notation: {trouble}.", "Programs that read the products look for FITS's units, such as K, km/s or \"\" for a pure number.");

    static IEnumerable<CheckFinding> Columns(PipelineDeclaration pipeline)
    {
        foreach (var same in pipeline.Columns.GroupBy(column => column.Description, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return Advice(
                $"columns {string.Join(", ", same.Select(column => column.Name))}", $"All are described as '{same.Key}'.", "Say how they differ.");
        }

        if (!pipeline.Columns.Any(column => column.Indexed))
        {
            yield return Advice("columns", "None is indexed, so that every query reads every document.", "Set Indexed = true for those that people filter by.");
        }

        foreach (ColumnDeclaration error in pipeline.Columns.Where(column => column.Name.StartsWith("e_", StringComparison.Ordinal)))
        {
            ColumnDeclaration value = pipeline.Columns.First(column => column.Name == error.Name[2..]);
            if (value.Unit != error.Unit)
            {
                yield return Advice(
                    $"column '{error.Name}'", $"Its unit '{error.Unit}' is not that of {value.Name}, '{value.Unit}'.", "Give an error the unit of what it is the error of.");
            }
        }
    }

    static IEnumerable<CheckFinding> Flags(PipelineDeclaration pipeline)
    {
        FlagLayout flags = pipeline.Flags;
        if (flags.NoResult != 1L << UsualNoResultBit && flags.Flags.All(flag => flag.Bit != UsualNoResultBit))
        {
            yield return Advice(
                "flag NO_RESULT", Invariant($"It is not at bit {UsualNoResultBit}, which is free."), Invariant($"Put it there, as other pipelines do: 1 << {UsualNoResultBit}."));
        }

        foreach (long rule in flags.BadCombinations)
        {
            string names = string.Join(" | ", flags.Flags.Where(flag => (flag.Mask & rule) != 0).Select(flag => flag.Name));
            if ((rule & flags.BadBits) != 0 || flags.BadCombinations.Any(other => other != rule && (other & rule) == other))
            {
                yield return Advice($"[BadWhen({names})]", "A result with these flags is bad without this rule.", "Leave it out.");
            }
        }
    }

    static CheckFinding Advice(string where, string what, string advice) => new(CheckSeverity.Advice, Check, where, what, advice);
}

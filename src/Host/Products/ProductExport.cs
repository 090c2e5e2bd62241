using System.Globalization;
using Astra.Fits;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Products;

/// <summary>A product that was written.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Rows">Of its table of APOGEE spectra.</param>
/// <param name="Columns">Of the same table.</param>
sealed record ExportedProduct(string Pipeline, bool Visits, string Path, long Rows, int Columns);

/// <summary>
/// Writes a pipeline's results as SDSS publishes them: a primary HDU that says what the file is, a table of BOSS spectra, which has no rows, and one
/// of APOGEE spectra. The rows go from the database to the file block by block; the file appears when it is whole.
/// </summary>
/// <param name="Pipeline">Whose results.</param>
/// <param name="Visits">Those of single visits in place of those of combined spectra.</param>
/// <param name="Table">The results as they can be asked for.</param>
/// <param name="FlagValues">Finds the different values of <c>result_flags</c> that the table holds.</param>
sealed record ProductExport(PipelineDeclaration Pipeline, bool Visits, QueryTable Table, Func<IReadOnlyList<long>> FlagValues)
{
    const string DocumentName = " document";

    readonly ProductLayout layout = ProductLayout.Of(Pipeline, Visits);

    /// <summary>The version of the software and the moment, for the header.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>How many threads work beside the one that reads the database; the file does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Which rows; its columns and its limit do not count.</summary>
    public QueryRequest Rows { get; init; } = new();

    /// <summary>The name of the file: <c>astraAllStarAstroNN-0.1.0.fits</c>.</summary>
    /// <param name="gzip">With .gz at its end, which makes it a compressed file.</param>
    public string FileName(bool gzip) => $"astraAll{(Visits ? "Visit" : "Star")}{Pipeline.Name}-{Version}.fits{(gzip ? ".gz" : string.Empty)}";

    /// <summary>Writes the product, unless there are no rows for it.</summary>
    /// <param name="connection">No other statement may run on it meanwhile.</param>
    /// <param name="path">A file that was there stays until the new one is complete, and if it never is.</param>
    /// <returns>Null when there are no rows.</returns>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="Errors.UserException">The condition cannot be understood, or a result is damaged.</exception>
    public ExportedProduct? Write(SqliteConnection connection, string path, CancellationToken cancellationToken)
    {
        // What is measured and what is then written are the same rows, whatever a run commits meanwhile.
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        Origin[] origins = [.. layout.Apogee.Select(OriginOf)];
        QueryColumn[] stored = [.. origins.Select(origin => origin.Stored).OfType<QueryColumn>().Distinct()];
        ColumnLengths lengths = ColumnLengths.Measure(
            connection, Table, Rows, [.. stored, .. origins.Select(origin => origin.Measured).OfType<QueryColumn>()], FlagValues, cancellationToken);
        if (lengths.Rows == 0)
        {
            return null;
        }

        using FitsWriter file = FitsWriter.Create(path);
        file.WritePrimary(PrimaryCards());
        file.BeginTable([.. layout.Boss.Select(column => column.Definition(0))], TableCards("BOSS"), ClosingCards);
        ColumnDefinition[] definitions =
            [.. layout.Apogee.Select((column, i) => column.Definition(origins[i].Name is { } name ? lengths.Of(name) : 0))];
        FitsTableWriter table = file.BeginTable(definitions, TableCards("APOGEE"), ClosingCards);
        WriteRows(connection, origins, definitions, stored, table, cancellationToken);
        long rows = table.RowCount;
        file.Complete(cancellationToken);
        return new ExportedProduct(Pipeline.Name, Visits, path, rows, definitions.Length);
    }

    static IEnumerable<FitsCard> ClosingCards => [FitsCard.OfHeading(), FitsCard.OfHeading("Data Integrity")];

    IEnumerable<FitsCard> PrimaryCards()
    {
        IEnumerable<FitsCard> sdss = layout.SdssName is { } name
            ? [new FitsCard("SDSSNAME", name, "what SDSS calls the pipeline in its files")]
            : [];
        string spectra = Visits ? "visits" : "stars";
        return
        [
            FitsCard.OfHeading(),
            FitsCard.OfHeading("Metadata"),
            .. Identity(),
            new FitsCard("PIPEVERS", Pipeline.Version.ToString(), "version of the pipeline"),
            .. sdss,
            FitsCard.OfComment(HeaderText.Ascii(Pipeline.Description)),
            .. Pipeline.Reference is { } reference ? [FitsCard.OfComment($"Reference: {HeaderText.Ascii(reference)}")] : Array.Empty<FitsCard>(),
            FitsCard.OfHeading(),
            FitsCard.OfHeading("HDU Descriptions"),
            FitsCard.OfComment("HDU 0: what this file is"),
            FitsCard.OfComment($"HDU 1: {spectra} observed with BOSS (no rows)"),
            FitsCard.OfComment($"HDU 2: {spectra} observed with APOGEE"),
            .. ClosingCards,
        ];
    }

    FitsCard[] Identity() =>
    [
        new("PIPELINE", Pipeline.Name, "pipeline that made the results"),
        new("V_ASTRA", Version, "version of Astra"),
        new("CREATED", Created.UtcDateTime.ToString("yy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "when this file was made (UTC)"),
    ];

    IEnumerable<FitsCard> TableCards(string instrument) =>
    [
        FitsCard.OfHeading(),
        FitsCard.OfHeading("Metadata"),
        new("INSTRMNT", instrument, "instrument of the spectra"),
        .. Identity(),
        .. FlagLegend.Cards(Pipeline.Flags),
    ];

    void WriteRows(
        SqliteConnection connection,
        Origin[] origins,
        ColumnDefinition[] definitions,
        QueryColumn[] stored,
        FitsTableWriter table,
        CancellationToken cancellationToken)
    {
        QueryColumn document = new(DocumentName, Table.DocumentSql!, ColumnType.Text, string.Empty, string.Empty);
        QueryTable withDocument = Table with { Columns = [.. Table.Columns, document] };
        BuiltQuery query = QueryBuilder.Build(
            withDocument, Rows with { Columns = [.. stored.Select(column => column.Name), DocumentName], Limit = null }, FlagValues);
        StoredValues values = new([.. origins.Select((origin, index) => (origin, index)).Where(pair => pair.origin.Stored is not null)
            .Select(pair => new StoredValues.Value(
                definitions[pair.index].Name, definitions[pair.index].Type, Array.IndexOf(stored, pair.origin.Stored), pair.index))]);
        DocumentFields.Field[] fields = [.. origins.Select((origin, index) => (origin, index)).Where(pair => pair.origin.Field is not null)
            .OrderBy(pair => PlaceInDocument(pair.origin.Field!))
            .Select(pair => new DocumentFields.Field(
                pair.origin.Field!, layout.Apogee[pair.index], pair.index, definitions[pair.index].Repeat))];
        using ResultBlocks blocks = new(
            table, () => new ResultBlock(new StoredRows(stored.Length + 1), values, stored.Length, new DocumentFields(fields), table.NewBlock()), Threads);
        QueryExecution.Execute(connection, query.Sql, query.Parameters, cancellationToken, reader =>
        {
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                blocks.Add(reader.Handle!);
            }

            blocks.Complete();
        });
    }

    int PlaceInDocument(string field) => Pipeline.Columns.Select((column, i) => (column.Name, i)).First(pair => pair.Name == field).i;

    /// <summary>Where the values of a column come from.</summary>
    Origin OriginOf(ProductColumn column)
    {
        string name = ProductLayout.Renamed.GetValueOrDefault(column.Name, column.Name);
        if (Pipeline.Columns.FirstOrDefault(own => own.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } field)
        {
            QueryColumn asked = Table.Column(field.Name);
            return new Origin(field.Name, null, field.Name, asked.IsArray || asked.Type == ColumnType.Text ? asked : null);
        }

        return Table.Columns.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } stored
            ? new Origin(stored.Name, stored, null, null)
            : default;
    }

    /// <param name="Name">What the workspace calls the column; null for one that it does not know.</param>
    /// <param name="Stored">The column of the database, for what is not in the document.</param>
    /// <param name="Field">The field of the document.</param>
    /// <param name="Measured">How the database finds the field, where its length is needed.</param>
    readonly record struct Origin(string? Name, QueryColumn? Stored, string? Field, QueryColumn? Measured);
}

using Astra.Host.Errors;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Query;

public sealed class QueryBuilderTests : IDisposable
{
    readonly SqliteConnection connection = Stars.Open();

    public void Dispose() => connection.Dispose();

    [Fact]
    public void Columns_come_in_the_order_asked_for_in_any_case_and_once() => Assert.Equal(
        ["logg", "teff"],
        Build(new QueryRequest { Columns = ["LOGG", "teff", "logg"] }).Columns.Select(column => column.Name));

    [Fact]
    public void All_columns_include_arrays() =>
        Assert.Equal(Stars.Table.Columns, Build(new QueryRequest { Columns = ["all"] }).Columns);

    [Fact]
    public void Without_a_choice_the_tables_own_default_holds_or_else_everything_but_arrays()
    {
        Assert.Equal(Stars.Table.Columns.SkipLast(1), Build(new QueryRequest()).Columns);

        BuiltQuery query = QueryBuilder.Build(Stars.Table with { DefaultColumns = ["teff"] }, new QueryRequest(), Stars.FlagValues);
        Assert.Equal(["teff"], query.Columns.Select(column => column.Name));
    }

    [Fact]
    public void An_unknown_column_is_refused() =>
        Assert.StartsWith("AstroNN has no column 'log'. Did you mean logg", Refusal(new QueryRequest { Columns = ["log"] }));

    [Fact]
    public void No_column_at_all_is_refused() => Assert.StartsWith("--columns names no column.", Refusal(new QueryRequest { Columns = [] }));

    [Theory]
    [InlineData(null)]
    [InlineData(FlagTests.MaximumValues + 1)]
    public void Flags_are_tested_alike_by_the_list_of_values_and_by_bits(int? valuesInTable)
    {
        IReadOnlyList<long>? values = valuesInTable is int count ? [.. Enumerable.Range(0, count).Select(value => (long)value)] : null;
        string Found(QueryRequest request) => string.Join(' ', Stars.Ask(connection, request with { Columns = ["result_flags"] }, values));
        Stars.Run(connection, "UPDATE results SET result_flags = 3 WHERE id = 3");
        values ??= [0, 2, 3, 2048];

        Assert.Equal("2 3", Found(new QueryRequest { Flags = ["uncertain_teff"] }));
        Assert.Equal("3", Found(new QueryRequest { Flags = ["UNCERTAIN_TEFF", "UNCERTAIN_LOGG"] }));
        Assert.Equal("0 2048", Found(new QueryRequest { WithoutFlags = ["UNCERTAIN_TEFF", "UNCERTAIN_LOGG"] }));
        Assert.Equal("2", Found(new QueryRequest { Flags = ["UNCERTAIN_TEFF"], WithoutFlags = ["UNCERTAIN_LOGG"] }));
        Assert.Equal("0 2 3", Found(new QueryRequest { Where = "not flag(NO_RESULT)" }));
    }

    [Fact]
    public void A_flag_that_no_row_has_finds_nothing() =>
        Assert.Empty(Stars.Ask(connection, new QueryRequest { Flags = ["NO_RESULT"] }, flagValues: [0, 1]));

    [Fact]
    public void A_test_of_flags_uses_the_index()
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + Build(new QueryRequest { Flags = ["UNCERTAIN_TEFF"], Limit = 5 }).CountSql;
        using SqliteDataReader reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Contains("INDEX by_flags", reader.GetString(3));
    }

    [Fact]
    public void The_values_of_flags_are_not_looked_up_when_no_flag_is_asked_for() => QueryBuilder.Build(
        Stars.Table,
        new QueryRequest { Where = "teff > 1" },
        () => throw new InvalidOperationException("looked up"));

    [Fact]
    public void A_flag_both_wanted_and_not_wanted_is_refused() =>
        Assert.StartsWith("The same flag is asked for", Refusal(new QueryRequest { Flags = ["NO_RESULT"], WithoutFlags = ["no_result"] }));

    [Fact]
    public void An_unknown_flag_is_refused() =>
        Assert.StartsWith("AstroNN has no flag 'NORESULT'. Did you mean NO_RESULT?", Refusal(new QueryRequest { WithoutFlags = ["NORESULT"] }));

    [Fact]
    public void A_limit_cuts_the_rows_in_the_tables_order_but_not_the_count()
    {
        BuiltQuery query = Build(new QueryRequest { Where = "visits < 5", Limit = 2 });

        Assert.Equal(["2M02", "2M'03"], Stars.Ask(connection, new QueryRequest { Columns = ["sdss4_apogee_id"], Where = "visits < 5", Limit = 2 }));
        Assert.Equal(3, QueryExecution.Count(connection, query, CancellationToken.None));
    }

    [Fact]
    public void The_tables_own_filter_always_holds()
    {
        QueryTable newest = Stars.Table with { FilterSql = "r.visits > 0 OR r.visits > 1" };
        BuiltQuery query = QueryBuilder.Build(newest, new QueryRequest { Where = "teff > 1 or visits = 0" }, Stars.FlagValues);

        Assert.Equal(2, QueryExecution.Count(connection, query, CancellationToken.None));
    }

    [Fact]
    public async Task A_query_that_finds_nothing_for_long_can_be_stopped()
    {
        QueryTable endless = Stars.Table with
        {
            FromSql = "results r, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)",
            FilterSql = "r.visits < 0",
            OrderSql = null,
        };
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(200));
        BuiltQuery query = QueryBuilder.Build(endless, new QueryRequest(), Stars.FlagValues);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => QueryExecution.Count(connection, query, stop.Token)))
            .WaitAsync(TimeSpan.FromSeconds(30));
    }

    static BuiltQuery Build(QueryRequest request) => QueryBuilder.Build(Stars.Table, request, Stars.FlagValues);

    static string Refusal(QueryRequest request) => Assert.Throws<UserException>(() => Build(request)).Message;
}

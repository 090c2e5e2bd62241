using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Plugins;

namespace Astra.Host.Tests.Planning;

/// <summary>Inputs from pipelines whose tables are absent, or older than the column that is asked for.</summary>
public sealed class NeverRunPipelineTests : IDisposable
{
    readonly Workspace workspace = new();
    readonly PipelineDeclaration both = DeclarationReader.Read(typeof(DeclarationReaderTests.Sample)) with { Kinds = SpectrumKinds.Both };

    public NeverRunPipelineTests()
    {
        workspace.Put(new() { Number = 1, Visits = 2 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData(UnitOfWork.Source, 1)]
    [InlineData(UnitOfWork.Spectrum, 3)]
    public void The_result_of_a_pipeline_that_never_ran_is_not_known(UnitOfWork unit, int units) =>
        Assert.Equal(Enumerable.Repeat(double.NaN, units), Inputs(unit, both, "teff"));

    [Theory]
    [InlineData(UnitOfWork.Source, 1)]
    [InlineData(UnitOfWork.Spectrum, 3)]
    public void A_column_that_a_pipeline_has_gained_since_it_ran_is_not_known(UnitOfWork unit, int units)
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(Enumerable.Repeat(double.NaN, units), Inputs(unit, both with { Name = "NoOp" }, "teff"));
    }

    double[] Inputs(UnitOfWork unit, PipelineDeclaration known, string column)
    {
        using SqliteStore store = workspace.Open();
        UnitQuery query = new(unit, [], [new InputOrigin(known.Name, column)]) { KnownPipelines = [known] };
        return [.. store.ReadUnits(query).SelectMany(page => page).Select(row => row.Inputs[0])];
    }
}

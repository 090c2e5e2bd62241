using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Execution;

public sealed class LimitTests : IDisposable
{
    readonly Workspace workspace = new();

    public LimitTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i });
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_limited_run_does_so_many_spectra_and_the_rest_stays_due()
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--limit", "2");

        Assert.Equal("new 4, up_to_date 2", workspace.Plan("NoOp"));
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--limit", "100");
        Assert.Equal("up_to_date 6", workspace.Plan("NoOp"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public void A_limit_is_at_least_one(string limit) =>
        Assert.Equal("astra: --limit takes a number of 1 or more.\n", workspace.Astra(ExitCode.WrongUsage, "run", "--limit", limit).Error);

    [Fact]
    public void A_dry_run_shows_the_plan_and_changes_nothing()
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--limit", "2");
        string[] before = Everything();

        Answer plan = workspace.Astra(ExitCode.Done, "run", "NoOp", "--dry-run");

        Assert.Matches(@"NoOp +4 +4 +0", plan.Output);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void A_limited_dry_run_says_what_is_beyond_the_limit() =>
        Assert.Matches(@"(?s)beyond limit.*NoOp +1 .* 5\n", workspace.Astra(ExitCode.Done, "run", "NoOp", "--dry-run", "--limit", "1").Output);

    string[] Everything() => [.. workspace.Results("NoOp"), .. workspace.Ask("SELECT * FROM ledger"), .. workspace.Ask("SELECT * FROM run")];
}

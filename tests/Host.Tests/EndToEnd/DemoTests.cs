using Astra.Host.Commands;
using Astra.Host.Errors;

namespace Astra.Host.Tests.EndToEnd;

public sealed class DemoTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void The_demo_makes_a_workspace_with_results_products_and_a_page_and_touches_no_other()
    {
        string folder = workspace.Beside("demo");
        Answer answer = ConsoleCapture.Of(() => CommandLine.Run(["demo", "--out", folder, "--stars", "5", "--seed", "7"]));

        Assert.True(answer.ExitCode == ExitCode.Done, answer.ToString());
        string[] lines = answer.Output.Split('\n');
        Assert.Equal(
            ["simulate", "ingest", "run", "export", "report"],
            lines.Skip(1).Take(5).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.All(lines.Skip(1).Take(5), line => Assert.EndsWith(" s", line));
        Assert.Contains(lines, line => line.StartsWith("  NoOp ", StringComparison.Ordinal));
        Assert.Contains("astraAllStarNoOp-", string.Join(' ', Directory.EnumerateFiles(Path.Combine(folder, "products"))));
        Assert.Equal(5, Directory.EnumerateFiles(Path.Combine(folder, "simulated"), "apStar-*.fits", SearchOption.AllDirectories).Count());
        Assert.True(File.Exists(Path.Combine(folder, "report.html")) || answer.Output.Contains("There is no page to look at", StringComparison.Ordinal));

        Answer again = ConsoleCapture.Of(() => CommandLine.Run(["demo", "--out", folder]));
        Assert.Equal(ExitCode.WrongUsage, again.ExitCode);
        Assert.Contains("demo is there already. Delete it, or name another folder with --out.", again.Error);
    }
}

using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Training;

public sealed class ValidateTests : IDisposable
{
    readonly Workspace workspace = new();

    public ValidateTests()
    {
        File.WriteAllText(workspace.Beside("value.txt"), "7");
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", workspace.Beside("value.txt"));
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void The_report_of_a_training_is_shown_with_the_model_that_it_is_of()
    {
        File.WriteAllText(Path.Combine(workspace.Folder, "models", "NoOpModel", "value", "report.md"), "# How good it is\n\n| label | scatter |\n");
        string output = workspace.Astra(ExitCode.Done, "validate", "NoOpModel").Output;
        Assert.StartsWith("<!-- model value of NoOpModel, hash ", output);
        Assert.EndsWith("# How good it is\n\n| label | scatter |\n", output);
    }

    [Fact]
    public void A_model_that_nobody_measured_says_so() => Assert.Contains(
        "Model value of NoOpModel has no report", workspace.Astra(ExitCode.WrongUsage, "validate", "NoOpModel").Error);
}

using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Training;

public sealed class VerifyTests : IDisposable
{
    readonly Workspace workspace = new();

    public VerifyTests()
    {
        File.WriteAllText(workspace.Beside("value.txt"), "7");
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", workspace.Beside("value.txt"));
    }

    string Expected => Path.Combine(workspace.Folder, "models", "NoOpModel", "value", "expected.txt");

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_model_that_gives_the_stored_answers_passes()
    {
        Assert.EndsWith("Model value of NoOpModel gives the answers of the file that was imported.\n", workspace.Astra(ExitCode.Done, "model", "verify", "NoOpModel").Output);
        JsonNode json = workspace.Json("model", "verify", "NoOpModel", "value");
        Assert.True((bool)json["passed"]!);
        Assert.Equal(7, (double)json["checks"]![0]!["expected"]!);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("NaN")]
    public void A_model_that_gives_other_answers_fails_with_exit_code_1_and_says_where(string stored)
    {
        File.WriteAllText(Expected, stored);
        string output = workspace.Astra(ExitCode.DoneWithGaps, "model", "verify", "NoOpModel").Output;
        Assert.Contains("differs", output);
        Assert.EndsWith("does not give the answers of the file that was imported: 1 of 1 differ. Do not use it here; import it again, or report this.\n", output);
    }

    [Fact]
    public void Without_stored_answers_there_is_nothing_to_compare_with()
    {
        File.Delete(Expected);
        Assert.Contains("there is nothing to compare with", workspace.Astra(ExitCode.WrongConfiguration, "model", "verify", "NoOpModel").Error);
    }

    [Fact]
    public void A_pipeline_without_a_verifier_says_so() =>
        Assert.Contains("NoOp cannot verify models: its plugin has no verifier.", workspace.Astra(ExitCode.WrongUsage, "model", "verify", "NoOp").Error);
}

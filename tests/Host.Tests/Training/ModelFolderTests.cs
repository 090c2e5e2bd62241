using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Training;

/// <summary>Folders that training wrote, brought into a workspace; and what one can see of a model.</summary>
public sealed class ModelFolderTests : IDisposable
{
    readonly Workspace workspace = new();

    public ModelFolderTests()
    {
        for (int i = 1; i <= 2; i++)
        {
            workspace.Put(new() { Number = i });
        }

        File.WriteAllText(workspace.Beside("labels.csv"), "APOGEE_ID,TEFF\n2M00000001+0000000,4000\n2M00000002+0000000,4500\n");
        workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--data", workspace.Beside("labels.csv"), "--labels", "teff", "--spectra", workspace.Stars, "--out", Mine);
        workspace.Astra(
            ExitCode.Done, "train", "Faulty", "--data", workspace.Beside("labels.csv"), "--labels", "teff", "--spectra", workspace.Stars, "--out", workspace.Beside("faulty"));
    }

    string Mine => workspace.Beside("mine");

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_pipeline_without_an_importer_takes_a_folder_that_training_wrote()
    {
        Assert.Equal("Imported model faulty of Faulty: Nothing.\n", workspace.Astra(ExitCode.Done, "model", "import", "Faulty", workspace.Beside("faulty")).Output);
        Assert.Contains(
            "is no model: Faulty imports the folder of a model, with its manifest.json.", workspace.Astra(ExitCode.WrongUsage, "model", "import", "Faulty", workspace.Stars).Error);
    }

    [Fact]
    public void What_was_brought_in_last_is_used_though_it_was_made_before()
    {
        workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--data", workspace.Beside("labels.csv"), "--labels", "teff", "--spectra", workspace.Stars, "--option", "factor=2");

        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", Mine);
        Assert.Equal(["mine|imported|True", "mean-teff|trained|False"], Listed());

        File.WriteAllText(workspace.Beside("value.txt"), "7");
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", workspace.Beside("value.txt"));
        Assert.Equal(["value|imported|True", "mine|imported|False", "mean-teff|trained|False"], Listed());
        Assert.Equal("Model mine of NoOpModel was imported before.\n", workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", Mine).Output);
        Assert.Equal("mine|imported|True", Listed()[0]);
    }

    [Fact]
    public void A_model_can_be_brought_in_under_another_name()
    {
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", Mine, "--name", "yours");

        JsonNode before = JsonNode.Parse(File.ReadAllText(Path.Combine(Mine, "manifest.json")))!;
        JsonNode after = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Folder, "models", "NoOpModel", "yours", "manifest.json")))!;
        before["name"] = "yours";
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.True(File.Exists(Path.Combine(workspace.Folder, "models", "NoOpModel", "yours", "report.json")));
    }

    [Fact]
    public void A_folder_of_another_pipeline_is_refused() => Assert.Equal(
        $"astra: {workspace.Beside("faulty")} cannot be imported as a model of NoOpModel: it is a model of Faulty. Import it as one: astra model import Faulty PATH\n",
        workspace.Astra(ExitCode.WrongUsage, "model", "import", "NoOpModel", workspace.Beside("faulty")).Error);

    [Fact]
    public void A_folder_whose_weights_are_not_what_its_manifest_says_is_refused()
    {
        File.AppendAllText(Path.Combine(Mine, "value.txt"), "0");
        Assert.Equal(
            $"astra: {Mine} cannot be imported as a model of NoOpModel: it is damaged: {Mine}/value.txt is not the file that its manifest describes (SHA-256 differs). Copy the folder again.\n",
            workspace.Astra(ExitCode.WrongUsage, "model", "import", "NoOpModel", Mine).Error);

        File.Delete(Path.Combine(Mine, "value.txt"));
        Assert.Contains($"{Mine}/value.txt is missing.", workspace.Astra(ExitCode.WrongUsage, "model", "import", "NoOpModel", Mine).Error);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(workspace.Folder, "models", "NoOpModel")));
    }

    [Theory]
    [InlineData("{}", "manifest.json cannot be read: ")]
    [InlineData("no JSON", "manifest.json cannot be read: ")]
    [InlineData("null", "manifest.json is empty.")]
    public void A_folder_whose_manifest_is_none_is_refused(string manifest, string reason)
    {
        File.WriteAllText(Path.Combine(Mine, "manifest.json"), manifest);

        Assert.Contains(reason, workspace.Astra(ExitCode.WrongUsage, "model", "import", "NoOpModel", Mine).Error);
    }

    [Fact]
    public void A_manifest_cannot_name_files_outside_of_its_folder()
    {
        string file = Path.Combine(Mine, "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(file))!;
        manifest["files"]!["../labels.csv"] = "00";
        File.WriteAllText(file, manifest.ToJsonString());

        Assert.Contains("labels.csv is missing", workspace.Astra(ExitCode.WrongUsage, "model", "import", "NoOpModel", Mine).Error);
    }

    [Fact]
    public void A_trained_folder_takes_no_options() => Assert.Contains(
        "a model that was trained takes no options; leave out labels.", workspace.Astra(ExitCode.WrongUsage, "model", "import", "NoOpModel", Mine, "--option", "labels=a").Error);

    [Fact]
    public void Inspecting_shows_the_manifest_and_the_inspectors_tables()
    {
        string output = workspace.Astra(ExitCode.Done, "model", "inspect", "NoOpModel", Mine).Output;

        Assert.StartsWith("mine, a model of NoOpModel: The mean of teff.\n  trained on  2 stars of labels.csv, with spectra from ", output);
        Assert.Contains("\n  command     astra train NoOpModel --data ", output);
        Assert.Contains("\n  settings\n    labels     [\"teff\"]\n    statistic  \"mean\"\n    stars      2\n", output);
        Assert.EndsWith(
            """

            value: The number in the model
            name   value
            mine    4250

            multiples: Multiples of the number
            factor   value   reciprocal
                 0       0            -
                 1    4250     0.000235
                 2    8500     0.000118

            """.ReplaceLineEndings("\n"), output);
    }

    [Fact]
    public void The_model_that_is_used_is_inspected_unless_one_is_named()
    {
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", Mine);
        File.WriteAllText(workspace.Beside("seven.txt"), "7");
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", workspace.Beside("seven.txt"));

        Assert.StartsWith("seven, ", Inspect());
        Assert.StartsWith("mine, ", Inspect("mine"));
        Assert.StartsWith("mine, ", Inspect("--set", "pipelines:NoOpModel:model=mine"));
        Assert.Contains("NoOpModel has no model 'min'. Did you mean mine?", workspace.Astra(ExitCode.WrongConfiguration, "model", "inspect", "NoOpModel", "min").Error);
    }

    [Fact]
    public void A_pipeline_without_an_inspector_shows_the_manifest_only()
    {
        string output = workspace.Astra(ExitCode.Done, "model", "inspect", "Faulty", workspace.Beside("faulty")).Output;

        Assert.EndsWith("\n  files       weights.txt\n", output);
        Assert.Contains("Faulty has no inspector of models", workspace.Astra(ExitCode.WrongUsage, "model", "inspect", "Faulty", workspace.Beside("faulty"), "--option", "a=1").Error);
        Assert.Contains("has no table 'x'. There are none", workspace.Astra(ExitCode.WrongUsage, "model", "inspect", "Faulty", workspace.Beside("faulty"), "--table", "x").Error);
    }

    [Fact]
    public void One_table_can_be_written_as_CSV_with_the_manifest_in_comments()
    {
        string file = workspace.Beside("multiples.csv");

        Answer answer = workspace.Astra(ExitCode.Done, "model", "inspect", "NoOpModel", Mine, "--table", "Multiples", "--option", "multiples=2", "--output", file);

        Assert.Equal($"{file}: 1 table\n", answer.Output);
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(["factor,value,reciprocal", "0,0,", "1,4250,0.00023529411764705883"], lines.Where(line => !line.StartsWith('#')));
        Assert.Equal("# mine, a model of NoOpModel: The mean of teff.", lines[0]);
        Assert.Contains(
            "A CSV file holds one table. Name one with --table: value, multiples.", workspace.Astra(ExitCode.WrongUsage, "model", "inspect", "NoOpModel", Mine, "--format", "csv").Error);
    }

    [Fact]
    public void Programs_get_all_in_JSON()
    {
        JsonNode json = JsonNode.Parse(workspace.Astra(ExitCode.Done, "model", "inspect", "NoOpModel", Mine, "--format", "json").Output)!;

        Assert.Equal("mine", (string?)json["manifest"]!["name"]);
        Assert.Equal(["value", "multiples"], json["tables"]!.AsArray().Select(table => (string?)table!["name"]));
        Assert.Equal("[0,0,null]", json["tables"]![1]!["rows"]![0]!.ToJsonString().Replace("0.0", "0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_table_is_shortened_unless_it_is_asked_for()
    {
        Assert.Contains("\n50 of 60 rows (all with --table multiples)\n", Inspect(Mine, "--option", "multiples=60"));
        Assert.DoesNotContain("60 rows", Inspect(Mine, "--option", "multiples=60", "--table", "multiples"));
    }

    [Theory]
    [InlineData(ExitCode.WrongUsage, "has no table 'multipels'. Did you mean multiples? Tables: value, multiples.", "--table", "multipels")]
    [InlineData(ExitCode.WrongUsage, "The inspector of NoOpModel has no option 'multiple'. Did you mean multiples?", "--option", "multiple=3")]
    [InlineData(ExitCode.WrongConfiguration, "NoOpModel: the option multiples is below 1, which leaves nothing to show.", "--option", "multiples=0")]
    [InlineData(ExitCode.WrongUsage, "--output /dev/null is not a file.", "--output", "/dev/null")]
    public void A_mistake_in_inspecting_is_one_sentence(int exitCode, string sentence, params string[] arguments) =>
        Assert.Contains(sentence, workspace.Astra(exitCode, ["model", "inspect", "NoOpModel", Mine, .. arguments]).Error);

    [Fact]
    public void A_folder_of_another_pipeline_is_not_inspected() => Assert.Contains(
        "is one of Faulty, not of NoOpModel.", workspace.Astra(ExitCode.WrongConfiguration, "model", "inspect", "NoOpModel", workspace.Beside("faulty")).Error);

    string Inspect(params string[] arguments) => workspace.Astra(ExitCode.Done, ["model", "inspect", "NoOpModel", .. arguments]).Output;

    string[] Listed() => [.. workspace.Json("model", "list", "NoOpModel").AsArray().Select(model => $"{model!["name"]}|{model["origin"]}|{(bool)model["used"]!}")];
}

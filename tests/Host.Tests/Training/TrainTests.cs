using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Ingest;

namespace Astra.Host.Tests.Training;

/// <summary>Models that are trained: NoOpModel's trainer averages the first label.</summary>
public sealed class TrainTests : IDisposable
{
    const string Table = "APOGEE_ID,TEFF,FE_H\n2M00000001+0000000,4000,-1\n2M00000002+0000000,4500,0.5\n2M00000003+0000000,5000,0\n";

    readonly Workspace workspace = new();

    public TrainTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i, Visits = i });
        }
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_model_is_trained_into_the_workspace_and_used_from_then_on()
    {
        Answer train = workspace.Astra(ExitCode.Done, "train", "NoOpModel", "--data", Csv(Table), "--labels", "teff,fe_h", "--spectra", workspace.Stars);

        Assert.Equal(string.Empty, train.Error);
        Assert.StartsWith(
            $"Training NoOpModel on 3 stars of labels.csv, with spectra from the apStar files in {workspace.Stars}: teff, fe_h\n  reading spectra\n", train.Output);
        Assert.Contains("\n  averaging\nTrained mean-teff in ", train.Output);
        Assert.Contains($"\n  model   {Models("mean-teff")}\n  report  {Models("mean-teff")}/report.json\nNoOpModel uses it from now on.\n", train.Output);
        Assert.Equal("4500", File.ReadAllText(Path.Combine(Models("mean-teff"), "value.txt")));

        workspace.Astra(ExitCode.Done, "run", "NoOpModel", "--ingest", workspace.Stars);
        Assert.Equal(["4500|mean-teff"], workspace.Ask("SELECT DISTINCT json_extract(document, '$.value'), model_name FROM astraAllStarNoOpModel JOIN setup USING (setup_pk)"));
    }

    [Fact]
    public void The_manifest_says_what_was_done_as_the_user_typed_it()
    {
        string csv = Csv(Table);

        workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--data", csv, "--labels", "teff", "--spectra", workspace.Stars, "--where", "teff < 4700", "--option", "statistic=median",
            "--threads", "1");

        JsonNode manifest = Manifest("median-teff");
        Assert.Equal(
            $"astra train NoOpModel --data {csv} --labels teff --spectra {workspace.Stars} --where 'teff < 4700' --option statistic=median", (string?)manifest["command"]);
        Assert.Equal($"2 stars of labels.csv, with spectra from the apStar files in {workspace.Stars}", (string?)manifest["trained_on"]);
        Assert.Equal(["value.txt"], manifest["files"]!.AsObject().Select(file => file.Key));
        Assert.Matches("^[0-9a-f]{64}$", (string?)manifest["files"]!["value.txt"]);
        Assert.Equal(2, (int)manifest["settings"]!["stars"]!);
    }

    [Fact]
    public void The_workspace_is_part_of_the_command_where_the_spectra_come_from_it()
    {
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        workspace.Astra(ExitCode.Done, "train", "NoOpModel", "--data", Csv(Table), "--labels", "teff");

        Assert.EndsWith($" --labels teff --workspace {workspace.Folder}", (string?)Manifest("mean-teff")["command"]);
    }

    [Fact]
    public void A_model_can_be_written_to_a_folder_of_the_users_and_imported_elsewhere()
    {
        string folder = workspace.Beside("mine");

        Answer train = workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--data", Csv(Table), "--labels", "teff", "--spectra", workspace.Stars, "--out", folder);

        Assert.EndsWith($"Bring it into a workspace: astra model import NoOpModel {folder}\n", train.Output);
        Assert.Equal(["manifest.json", "report.json", "value.txt"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("mine", (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!["name"]);
        Assert.False(Directory.Exists(workspace.Folder), "training to a folder needs no workspace");

        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", folder);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "manifest.json")), File.ReadAllText(Path.Combine(Models("mine"), "manifest.json")));
        Assert.Equal("imported", (string?)Assert.Single(workspace.Json("model", "list", "NoOpModel").AsArray())!["origin"]);
    }

    [Fact]
    public void Json_says_all_that_came_of_it_and_nothing_else_is_on_standard_output()
    {
        JsonNode outcome = workspace.Json("train", "NoOpModel", "--data", Csv(Table), "--labels", "teff", "--spectra", workspace.Stars, "--seed", "5");

        Assert.Equal(("mean-teff", 3, true), ((string?)outcome["name"], (int)outcome["stars"]!, (bool)outcome["used"]!));
        Assert.Equal([Path.Combine(Models("mean-teff"), "report.json")], outcome["reports"]!.AsArray().Select(report => (string?)report));
        JsonNode listed = Assert.Single(workspace.Json("model", "list", "NoOpModel").AsArray())!;
        Assert.Equal(("trained", true), ((string?)listed["origin"], (bool)listed["used"]!));
        Assert.Equal((string?)outcome["hash"], (string?)listed["hash"]);
        Assert.Equal(outcome["accuracy"]!.ToJsonString(), listed["accuracy"]!.ToJsonString());
        Assert.NotEmpty(listed["accuracy"]!.AsObject());
    }

    [Fact]
    public void A_FITS_table_gives_what_the_same_CSV_gives()
    {
        string folder = SpectraOfTwo(out string fits, out string csv);

        workspace.Astra(ExitCode.Done, "train", "NoOpModel", "--data", csv, "--labels", "teff=c2", "--key", "c1", "--spectra", folder, "--name", "csv");
        workspace.Astra(ExitCode.Done, "train", "NoOpModel", "--data", fits, "--labels", "teff=c2", "--key", "c1", "--spectra", folder, "--name", "fits");

        Assert.Equal("4250.25", File.ReadAllText(Path.Combine(Models("csv"), "value.txt")));
        Assert.Equal(Manifest("csv")["files"]!.ToJsonString(), Manifest("fits")["files"]!.ToJsonString());
        Assert.Equal(Report("csv").ToJsonString(), Report("fits").ToJsonString());
    }

    [Fact]
    public void Threads_do_not_change_the_model()
    {
        foreach (string threads in new[] { "1", "4" })
        {
            workspace.Astra(
                ExitCode.Done, "train", "NoOpModel", "--data", Csv(Table), "--labels", "teff", "--spectra", workspace.Stars, "--name", $"with-{threads}", "--threads", threads);
        }

        Assert.Equal(Report("with-1").ToJsonString(), Report("with-4").ToJsonString());
        JsonObject one = Manifest("with-1").AsObject(), four = Manifest("with-4").AsObject();
        foreach (string different in new[] { "name", "created", "command" })
        {
            one.Remove(different);
            four.Remove(different);
        }

        Assert.Equal(one.ToJsonString(), four.ToJsonString());
    }

    [Fact]
    public void A_name_that_the_trainer_proposes_again_gets_a_number()
    {
        string[] command = ["train", "NoOpModel", "--data", Csv(Table), "--labels", "teff", "--spectra", workspace.Stars];
        workspace.Astra(ExitCode.Done, command);
        workspace.Astra(ExitCode.Done, [.. command, "--option", "factor=2"]);

        Assert.Equal("9000", File.ReadAllText(Path.Combine(Models("mean-teff-2"), "value.txt")));
        Assert.Equal(
            ["mean-teff-2|True", "mean-teff|False"], workspace.Json("model", "list", "NoOpModel").AsArray().Select(model => $"{model!["name"]}|{(bool)model["used"]!}"));
    }

    [Fact]
    public void A_configured_model_stays_the_one_that_is_used()
    {
        string[] command = ["train", "NoOpModel", "--data", Csv(Table), "--labels", "teff", "--spectra", workspace.Stars];
        workspace.Astra(ExitCode.Done, command);

        Answer second = workspace.Astra(ExitCode.Done, [.. command, "--set", "pipelines:NoOpModel:model=mean-teff"]);

        Assert.EndsWith("NoOpModel does not use it, because the configuration names another model (pipelines:NoOpModel:model).\n", second.Output);
    }

    [Fact]
    public void Inputs_come_from_the_table_and_else_from_the_header_of_the_star()
    {
        string csv = Csv("APOGEE_ID,TEFF,K_MAG\n2M00000001+0000000,4000,7.25\n2M00000002+0000000,4500,-9999.0\n");

        workspace.Astra(ExitCode.Done, "train", "NoOpModel", "--data", csv, "--labels", "teff", "--spectra", workspace.Stars);

        Assert.Equal([7.25, 9.9], Report("mean-teff").AsArray().Select(star => (double)star!["KMag"]!));
        Assert.Equal(["source.k_mag", "source.k_mag"], Report("mean-teff").AsArray().Select(star => (string?)star!["KMagOrigin"]));
    }

    [Fact]
    public void Groups_and_rows_reach_the_trainer()
    {
        string csv = Csv("APOGEE_ID,TEFF,CLUSTER\n2M00000001+0000000,4000,M 67\n2M00000009+0000000,4000,M 67\n2M00000002+0000000,4500,\n");

        Answer train = workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--data", csv, "--labels", "teff", "--spectra", workspace.Stars, "--group", "cluster");

        Assert.Equal(["1|M 67", "3|"], Report("mean-teff").AsArray().Select(star => $"{star!["Row"]}|{star["Group"]}"));
        Assert.Equal(
            $"astra: warning: 1 of 3 rows have no spectrum in the apStar files in {workspace.Stars} and are left out: row 2 (2M00000009+0000000).\n", train.Error);
    }

    [Fact]
    public void A_pipeline_says_what_it_can_be_trained_on()
    {
        string output = workspace.Astra(ExitCode.Done, "describe", "NoOpModel").Output;

        Assert.Contains("  training   astra train NoOpModel --data TABLE --labels A,B,C; needs one label or more, of which the first is averaged, and 2 stars.\n", output);
        Assert.Contains("\nOptions of astra train NoOpModel, set as --option OPTION=VALUE\n", output);
        Assert.Contains("\nOptions of astra model inspect NoOpModel, set as --option OPTION=VALUE\n", output);
        JsonNode json = workspace.Json("describe", "NoOpModel");
        Assert.Equal(
            ["statistic \"mean\"", "min_stars 2", "factor 1", "validate true"],
            json["training"]!["options"]!.AsArray().Select(option => $"{option!["name"]} {option["default"]!.ToJsonString()}").Select(text => text.Replace("1.0", "1", StringComparison.Ordinal)));
        Assert.Null(workspace.Json("describe", "NoOp")["training"]);
    }

    string SpectraOfTwo(out string fits, out string csv)
    {
        fits = workspace.Beside("labels.fits");
        new Testing.FitsBuilder().Primary().BinaryTable(["18A", "1E"], 22, [.. Row("2M00000001+0000000", 4000.5f), .. Row("2M00000002+0000000", 4500f)]).WriteTo(fits);
        csv = Csv("C1,C2\n2M00000001+0000000,4000.5\n2M00000002+0000000,4500\n");
        return workspace.Stars;

        static byte[] Row(string id, float teff)
        {
            byte[] row = new byte[22];
            System.Text.Encoding.ASCII.GetBytes(id, row);
            System.Buffers.Binary.BinaryPrimitives.WriteSingleBigEndian(row.AsSpan(18), teff);
            return row;
        }
    }

    string Csv(string table)
    {
        string file = workspace.Beside("labels.csv");
        File.WriteAllText(file, table);
        return file;
    }

    string Models(string name) => Path.Combine(workspace.Folder, "models", "NoOpModel", name);

    JsonNode Manifest(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Models(name), "manifest.json")))!;

    JsonNode Report(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Models(name), "report.json")))!;
}

using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Training;

/// <summary>What the user gets wrong, and what trainers do wrong: one sentence, an exit code, and no model, whole or half.</summary>
public sealed class TrainingMistakeTests : IDisposable
{
    readonly Workspace workspace = new();

    public TrainingMistakeTests() => workspace.Put(new() { Number = 1 });

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("bad-input", ExitCode.WrongUsage, "Faulty cannot be trained on 1 stars of labels.csv, with spectra from the apStar files in STARS: row 7 was told to be bad.")]
    [InlineData(
        "bad-input-on-a-thread", ExitCode.WrongUsage, "Faulty cannot be trained on 1 stars of labels.csv, with spectra from the apStar files in STARS: row ")]
    [InlineData("configuration", ExitCode.WrongConfiguration, "FaultyTrainer was told to find an option wrong.")]
    [InlineData("unexpected", ExitCode.Bug, "The trainer of Faulty failed with InvalidOperationException: told to fail. That is a mistake in the plugin Faulty 1.0.0")]
    [InlineData("cancels-itself", ExitCode.Bug, "The trainer of Faulty failed with OperationCanceledException: told to give up.")]
    [InlineData("null", ExitCode.Bug, "The trainer of Faulty failed with InvalidOperationException: it returned no manifest")]
    [InlineData("absent-file", ExitCode.Bug, "its manifest lists the file 'absent.txt', which it did not write")]
    [InlineData("file-elsewhere", ExitCode.Bug, "its manifest lists the file '../../../workspace/astra.db', which it did not write")]
    public void What_a_trainer_throws_decides_what_the_user_is_told_and_nothing_stays_behind(string fault, int exitCode, string sentence)
    {
        Answer answer = workspace.Astra(exitCode, Train("Faulty", "--option", $"fault={fault}"));

        Assert.StartsWith("astra: ", answer.Error);
        Assert.Contains(sentence.Replace("STARS", workspace.Stars, StringComparison.Ordinal), answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(workspace.Folder, "models", "Faulty")));
    }

    [Fact]
    public void A_name_that_a_trainer_proposes_and_that_no_model_can_have_does_not_lose_the_model()
    {
        workspace.Astra(ExitCode.Done, Train("Faulty", "--option", "fault=odd-name"));

        Assert.True(File.Exists(Path.Combine(workspace.Folder, "models", "Faulty", "trained", "manifest.json")));
    }

    [Theory]
    [InlineData("There is no file absent.csv. Name a FITS or CSV table.", "--data", "absent.csv")]
    [InlineData("has no column 'tefff'. Did you mean TEFF?", "--labels", "tefff")]
    [InlineData("has no column 'ID'. Did you mean ", "--key", "ID")]
    [InlineData("has no column 'CLUSTR'. Did you mean CLUSTER?", "--group", "CLUSTR")]
    [InlineData("has no column 'FILE'.", "--path-column", "FILE")]
    [InlineData("--spectra nowhere is not a folder. Name one that holds apStar files at any depth.", "--spectra", "nowhere")]
    [InlineData("--option statistic is given twice, as 'mean' and as 'median'. Keep one.", "--option", "statistic=mean", "--option", "statistic=median")]
    [InlineData("The trainer of NoOpModel has no option 'statistics'. Did you mean statistic? Options: statistic, min_stars, factor, validate (astra describe NoOpModel).", "--option", "statistics=mean")]
    [InlineData("--option min_stars is 'many', but must be a whole number: number of stars below which there is no model.", "--option", "min_stars=many")]
    [InlineData("--option 'statistic' is not of the form KEY=VALUE, such as --option seed=1.", "--option", "statistic")]
    [InlineData("'a b' cannot be the name of a model", "--name", "a b")]
    [InlineData("1 stars are fewer than the option min_stars asks for.")]
    [InlineData("NoOpModel cannot be trained on 1 stars of labels.csv", "--where", "teff < 4500")]
    [InlineData("x is not known for 2M00000001+0000000 (row 1).", "--labels", "x=log10(CLUSTER_AGE)", "--option", "min_stars=1")]
    public void A_mistake_of_the_user_is_one_sentence(string sentence, params string[] arguments)
    {
        List<string> command = [.. Train("NoOpModel", [])];
        for (int i = 0; i < arguments.Length; i += 2)
        {
            int given = command.IndexOf(arguments[i]);
            if (given >= 0 && arguments[i] != "--option")
            {
                command.RemoveRange(given, 2);
            }

            command.AddRange(arguments[i..(i + 2)]);
        }

        Answer answer = workspace.Astra(ExitCode.WrongUsage, [.. command]);

        Assert.Contains(sentence, answer.Error);
        Assert.DoesNotContain("   at ", answer.Error);
        Assert.False(Directory.Exists(Path.Combine(workspace.Folder, "models", "NoOpModel", "mean-teff")));
    }

    [Fact]
    public void An_option_out_of_range_is_a_wrong_configuration() => Assert.Equal(
        "astra: NoOpModel: the option statistic is 'mode'. Use mean or median.\n",
        workspace.Astra(ExitCode.WrongConfiguration, Train("NoOpModel", "--option", "statistic=mode")).Error);

    [Fact]
    public void A_pipeline_without_a_trainer_names_those_that_can_be_trained() => Assert.Equal(
        "astra: NoOp cannot be trained: its plugin has no trainer. These can: Faulty, NoOpModel.\n", workspace.Astra(ExitCode.WrongUsage, Train("NoOp")).Error);

    [Fact]
    public void Without_spectra_and_without_a_workspace_none_is_made()
    {
        Answer answer = workspace.Astra(ExitCode.WrongUsage, "train", "NoOpModel", "--data", Csv(), "--labels", "teff");

        Assert.Contains("names no files of spectra, and there is no workspace in ", answer.Error);
        Assert.False(Directory.Exists(workspace.Folder));
    }

    [Fact]
    public void A_folder_that_is_in_use_is_refused_before_the_training()
    {
        Answer answer = workspace.Astra(ExitCode.WrongUsage, Train("Faulty", "--out", workspace.Stars, "--option", "fault=hang"));

        Assert.Equal($"astra: --out {workspace.Stars} is there already and is not an empty folder. Name a new folder, or remove this one.\n", answer.Error);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_before_the_training()
    {
        workspace.Astra(ExitCode.Done, Train("Faulty", "--name", "mine"));

        Answer answer = workspace.Astra(ExitCode.WrongUsage, Train("Faulty", "--name", "mine", "--option", "fault=hang"));

        Assert.Equal("astra: Faulty already has a model called mine. Give this one another name with --name.\n", answer.Error);
    }

    string[] Train(string pipeline, params string[] more) => ["train", pipeline, "--data", Csv(), "--labels", "teff", "--spectra", workspace.Stars, .. more];

    string Csv()
    {
        string file = workspace.Beside("labels.csv");
        File.WriteAllText(file, "APOGEE_ID,TEFF,CLUSTER,CLUSTER_AGE\n2M00000001+0000000,4000,M67,-9999\n");
        return file;
    }
}

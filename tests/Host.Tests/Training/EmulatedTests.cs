using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Plugins;
using Astra.Host.Training;
using Astra.Simulation;
using Astra.Testing;

namespace Astra.Host.Tests.Training;

/// <summary>Training on spectra that are drawn. The emulator is <see cref="InventedEmulator"/>.</summary>
public sealed class EmulatedTests : IDisposable
{
    const string Table = "APOGEE_ID,TEFF,LOGG,FE_H,MG_FE,K_MAG\n2M1,4500,2,0,0.1,7.5\n2M2,5000,3,-0.5,0.2,-9999.0\n2M3,5500,3.5,0.2,0,\n2M4,9000,2,0,0.1,\n2M5,4500,-9999,0,0.1,\n";

    static readonly PipelineDeclaration NoOpModel = PluginCatalog.Discover(PluginFolder.Built).Find("NoOpModel").Declaration;

    readonly Workspace workspace = new();
    readonly string emulator;

    public EmulatedTests()
    {
        emulator = InventedEmulator.Write(workspace.Beside("invented.fits"));
        File.WriteAllText(workspace.Beside("labels.csv"), Table);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_model_is_trained_on_drawn_spectra()
    {
        Answer train = workspace.Astra(ExitCode.Done, Train("--snr", "50"));

        Assert.Contains("Training NoOpModel on 3 stars of labels.csv, with spectra drawn from the emulator invented.fits at S/N 50 (seed 0): teff, logg, fe_h\n", train.Output);
        Assert.Equal(
            [
                "astra: warning: v_macro is neither a label nor a column of " + workspace.Beside("labels.csv") + "; it is drawn evenly from 0.1 to 20.",
                "astra: warning: 2 of 5 rows are outside of the emulator invented.fits and are left out (logg not known in 1, teff above 6000 in 1): row 4 (2M4), row 5 (2M5).",
            ], train.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        JsonArray report = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Folder, "models", "NoOpModel", "mean-teff", "report.json")))!.AsArray();
        Assert.Equal(["2M1|simulated-0-000001", "2M2|simulated-0-000002", "2M3|simulated-0-000003"], report.Select(star => $"{star!["Name"]}|{star["Spectrum"]}"));
        Assert.All(report, star => Assert.InRange((double)star!["Snr"]!, 40, 60));
        Assert.Equal(7.5, (double)report[0]!["KMag"]!);
        Assert.InRange((double)report[1]!["KMag"]!, 4, 16);
    }

    [Fact]
    public void Threads_do_not_change_what_is_drawn()
    {
        string[] reports = [.. new[] { "1", "4" }.Select(threads =>
        {
            workspace.Astra(ExitCode.Done, Train("--draws", "20", "--name", $"with-{threads}", "--threads", threads));
            return File.ReadAllText(Path.Combine(workspace.Folder, "models", "NoOpModel", $"with-{threads}", "report.json"));
        })];

        Assert.Equal(reports[0], reports[1]);
    }

    [Fact]
    public void A_star_is_the_same_whichever_others_are_there_and_another_for_another_seed()
    {
        EmulatedTrainingSet all = Set();
        EmulatedTrainingSet some = Set(where: "teff = 5000");

        Assert.Equal(all.Read(1).Spectrum.Flux.ToArray(), some.Read(0).Spectrum.Flux.ToArray());
        Assert.Equal(all.Read(1).Spectrum.Flux.ToArray(), all.Read(1).Spectrum.Flux.ToArray());
        Assert.NotEqual(all.Read(1).Spectrum.Flux.ToArray(), Set(seed: 1).Read(1).Spectrum.Flux.ToArray());
        Assert.NotEqual(all.Read(0).Spectrum.Flux.ToArray(), all.Read(1).Spectrum.Flux.ToArray());
    }

    [Fact]
    public void Drawn_stars_are_rows_with_a_little_noise_within_the_emulators_limits()
    {
        EmulatedTrainingSet set = Set(draws: 2000);

        Assert.Equal(2000, set.Count);
        Assert.Contains("2,000 stars drawn from 3 of labels.csv", set.Description);
        TrainingStar[] stars = [.. Enumerable.Range(0, set.Count).Select(set.Star)];
        Assert.Equal(2000, stars.Select(star => star.Name).Distinct().Count());
        Assert.Matches("^2M[123]/draw-1$", stars[0].Name);
        double[] rowTeff = [4500, 5000, 5500];
        foreach (long row in new[] { 1L, 2L, 3L })
        {
            double[] noise = [.. stars.Where(star => star.Row == row).Select(star => star.Labels[0] - rowTeff[row - 1])];
            Assert.InRange(noise.Length, 550, 790);

            // A tenth of the standard deviation of 4500, 5000 and 5500, which is 500.
            Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 45, 55);
            Assert.InRange(noise.Average(), -8, 8);
        }

        Assert.All(stars, star => Assert.InRange(star.Labels[2], -1, 0.5));
        Assert.Equal(stars[7].Labels, Set(draws: 10).Star(7).Labels);
        Assert.NotEqual(stars[7].Labels, Set(draws: 10, seed: 1).Star(7).Labels);
    }

    [Fact]
    public void Noise_does_not_carry_a_star_out_of_the_emulators_limits()
    {
        File.WriteAllText(workspace.Beside("labels.csv"), "TEFF,LOGG,FE_H\n6000,4,0.5\n4000,1,-1\n");
        TrainingTable table = TrainingTable.Read(new TrainingTableRequest(workspace.Beside("labels.csv"), "teff,logg,fe_h"));
        Emulator invented = Emulator.Read(emulator);
        EmulatedStars stars = EmulatedStars.Of(table, invented, draws: 300, seed: 0, _ => { });

        Assert.All(Enumerable.Range(0, 300), star => Assert.Null(invented.WhyOutside(stars.EmulatorLabels(star))));
        Assert.True(Enumerable.Range(0, 300).Count(star => stars.EmulatorLabels(star)[0] is not (4000 or 6000)) > 280);
    }

    [Fact]
    public void The_labels_of_a_star_decide_its_spectrum()
    {
        File.WriteAllText(workspace.Beside("labels.csv"), "TEFF,LOGG,FE_H,MG_FE\n5000,2,0,-0.2\n5000,2,0,0.4\n");
        EmulatedTrainingSet set = Set(labels: "teff,logg,fe_h,mg_fe", snr: 1e5);

        Assert.True(Depth(0) < Depth(1) - 0.1, $"line depths {Depth(0)} and {Depth(1)}");

        // Every tenth pixel is a line: how deep it is against its neighbours.
        double Depth(int star)
        {
            Spectrum spectrum = set.Read(star).Spectrum;
            float[] ratios = [.. Enumerable.Range(330, 2000).Where(pixel => (pixel - 322) % 10 == 0 && Enumerable.Range(pixel - 1, 3).All(spectrum.HasData))
                .Select(pixel => 2 * spectrum.Flux.Span[pixel] / (spectrum.Flux.Span[pixel - 1] + spectrum.Flux.Span[pixel + 1])).Order()];
            return 1 - ratios[ratios.Length / 2];
        }
    }

    [Theory]
    [InlineData("teff,logg,fe_h,alpha_m=MG_FE", "alpha_m stands for the emulator's mg_fe.")]
    [InlineData("teff,logg,fe_h,alpha_fe=MG_FE", "alpha_fe stands for the emulator's mg_fe.")]
    [InlineData("teff,logg,m_h=FE_H", "m_h stands for the emulator's fe_h.")]
    [InlineData("teff,logg,fe_h,age=K_MAG", "The emulator knows nothing of age: its spectra cannot show more of it than goes with the other labels.")]
    public void The_user_is_told_how_labels_are_understood(string labels, string note)
    {
        List<string> notes = [];

        Set(labels: labels, note: notes.Add);

        Assert.Contains(note, notes);
    }

    [Fact]
    public void What_is_no_label_is_taken_from_the_table()
    {
        List<string> notes = [];
        TrainingTable table = Read("teff", null);
        EmulatedStars stars = EmulatedStars.Of(table, Emulator.Read(emulator), null, 0, notes.Add);

        Assert.Equal([5000, 3, -0.5, 0.2], stars.EmulatorLabels(1)[..4]);
        Assert.InRange(stars.EmulatorLabels(1)[4], 0.1, 20);
        Assert.NotEqual(stars.EmulatorLabels(0)[4], stars.EmulatorLabels(1)[4]);
    }

    [Theory]
    [InlineData("--snr 'x' is neither a number above 0, such as 100, nor a range, such as 10:300.", "--snr", "x")]
    [InlineData("--snr '300:10' is neither", "--snr", "300:10")]
    [InlineData("--snr '0' is neither", "--snr", "0")]
    [InlineData("--draws takes a number of 1 or more.", "--draws", "0")]
    [InlineData("--vsini 'fast' is no velocity from 0 to 100 km/s. Write a number, such as 50.", "--vsini", "fast")]
    [InlineData("--vsini '-1' is no velocity", "--vsini", "-1")]
    [InlineData("--vsini '101' is no velocity", "--vsini", "101")]
    [InlineData("--vsini 'NaN' is no velocity", "--vsini", "NaN")]
    [InlineData("With --emulator spectra are drawn and not read. Leave out --spectra, or --emulator.", "--spectra", "STARS")]
    [InlineData("With --emulator spectra are drawn and not read. Leave out --path-column, or --emulator.", "--path-column", "TEFF")]
    [InlineData("is a second emulator of spectra. Name one.", "--emulator", "EMULATOR")]
    [InlineData("There is no file absent.fits. Name an emulator's file, or write shipped for the one that comes with astra.", "--emulator", "absent.fits")]
    [InlineData("cannot be used: ", "--emulator", "TABLE")]
    [InlineData("is within the limits of the emulator invented.fits: teff above 6000 in 1. Check units and columns, or use another emulator.", "--where", "teff > 6000")]
    public void A_mistake_of_the_user_is_one_sentence(string sentence, params string[] arguments)
    {
        arguments[1] = arguments[1].Replace("STARS", workspace.Stars, StringComparison.Ordinal).Replace("EMULATOR", emulator, StringComparison.Ordinal)
            .Replace("TABLE", workspace.Beside("labels.csv"), StringComparison.Ordinal);

        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, Train(arguments)).Error);
    }

    [Theory]
    [InlineData("--snr says how to draw spectra.", "--snr", "100")]
    [InlineData("--draws says how to draw spectra.", "--draws", "100")]
    [InlineData("--vsini says how to draw spectra.", "--vsini", "100")]
    public void Options_of_an_emulator_mean_nothing_without_one(string sentence, params string[] arguments) => Assert.Contains(
        sentence,
        workspace.Astra(ExitCode.WrongUsage, ["train", "NoOpModel", "--data", workspace.Beside("labels.csv"), "--labels", "teff", "--spectra", workspace.Stars, .. arguments]).Error);

    [Fact]
    public void Rotation_broadens_lines_and_stands_in_the_manifest()
    {
        EmulatedTrainingSet still = Set(draws: 40, snr: 1e5);
        EmulatedTrainingSet rotating = Set(draws: 40, snr: 1e5, vsini: 12);

        Assert.EndsWith("at S/N 100000 and v sin i 0 to 12 km/s (seed 0)", rotating.Description);
        Assert.EndsWith("at S/N 100000 (seed 0)", still.Description);
        Assert.Equal(Enumerable.Range(0, 40).Select(star => still.Star(star).Labels), Enumerable.Range(0, 40).Select(star => rotating.Star(star).Labels));
        double[] left = [.. Enumerable.Range(0, 40).Select(star => Roughness(rotating, star) / Roughness(still, star)).Order()];
        Assert.True(left[0] < 0.3 && left[20] < 0.6 && left[^1] > 0.9, $"of the lines' depth {left[0]} to {left[^1]} is left, {left[20]} in the median");

        // How much pixels differ from the one before, for a spectrum with a line in every tenth.
        static double Roughness(EmulatedTrainingSet set, int star)
        {
            Spectrum spectrum = set.Read(star).Spectrum;
            double[] steps = [.. Enumerable.Range(330, 2000).Where(pixel => spectrum.HasData(pixel) && spectrum.HasData(pixel - 1))
                .Select(pixel => Math.Abs(1 - (spectrum.Flux.Span[pixel] / spectrum.Flux.Span[pixel - 1]))).Order()];
            return steps[(int)(0.95 * steps.Length)];
        }
    }

    [Fact]
    public void A_table_without_what_makes_a_star_is_refused()
    {
        File.WriteAllText(workspace.Beside("labels.csv"), "TEFF,FE_H\n5000,0\n");

        Assert.Equal(
            $"The emulator needs logg, which is neither among --labels nor a column of {workspace.Beside("labels.csv")}. Add it: --labels logg=COLUMN,...",
            Assert.Throws<UserException>(() => Set(labels: "teff,fe_h")).Message);
    }

    [SharedDataFact]
    public void Real_labels_and_published_emulators_make_a_training_set()
    {
        string labels = SharedData.Path("labels", "apokasc3_gold.fits");
        string report = workspace.Beside("real");

        Answer train = workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--data", labels, "--labels", "teff,logg=LOGG_SEIS,fe_h,alpha_fe=ALP_FE,log_mass=log10(MASS)", "--draws", "200",
            "--emulator", SharedData.Path("emulators", "flux_emulator.fits"), "--emulator", SharedData.Path("emulators", "radius_emulator.fits"), "--out", report);

        Assert.Contains("Training NoOpModel on 200 stars drawn from 5,", train.Output);
        JsonArray stars = JsonNode.Parse(File.ReadAllText(Path.Combine(report, "report.json")))!.AsArray();
        Assert.Equal(200, stars.Count);
        Assert.All(stars, star => Assert.True((int)star!["Pixels"]! > 6000 && (double)star["Flux"]! > 0 && (double)star["KMag"]! is > 4 and < 15, star!.ToJsonString()));
    }

    string[] Train(params string[] more) =>
        ["train", "NoOpModel", "--data", workspace.Beside("labels.csv"), "--labels", "teff,logg,fe_h", "--emulator", emulator, .. more];

    EmulatedTrainingSet Set(
        string labels = "teff,logg,fe_h", string? where = null, int? draws = null, int seed = 0, double snr = 100, double vsini = 0,
        Action<string>? note = null)
    {
        TrainingTable table = Read(labels, where);
        Emulator invented = Emulator.Read(emulator);
        EmulatedStars stars = EmulatedStars.Of(table, invented, draws, seed, note ?? (_ => { }));
        SimulationSettings settings = new() { SnrMin = snr, SnrMax = snr, Seed = seed, VsiniMax = vsini };
        return new EmulatedTrainingSet(stars, new SpectrumSimulator(invented, settings), NoOpModel);
    }

    TrainingTable Read(string labels, string? where) => TrainingTable.Read(new TrainingTableRequest(workspace.Beside("labels.csv"), labels)
    {
        Where = where,
        Wanted = [.. EmulatedStars.ColumnsFor(Emulator.Read(emulator))],
    });
}

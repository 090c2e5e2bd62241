using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Plugins;
using Astra.Host.Training;
using Astra.Simulation;
using Astra.Testing;

namespace Astra.Host.Tests.Training;

/// <summary>Training on stars of all of the Kiel diagram, without a table. The emulator is <see cref="InventedEmulator"/>.</summary>
public sealed class EmulatedDrawsTests : IDisposable
{
    const string Diagram = "(teff 4000 to 6000, logg 1 to 4 where stars are, fe_h -1 to 0.5, mg_fe -0.3 to 0.5, v_macro 0.1 to 20)";

    static readonly PipelineDeclaration NoOpModel = PluginCatalog.Discover(PluginFolder.Built).Find("NoOpModel").Declaration;

    readonly Workspace workspace = new();
    readonly string emulator;

    public EmulatedDrawsTests() => emulator = InventedEmulator.Write(workspace.Beside("invented.fits"));

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_model_is_trained_without_a_table()
    {
        Answer train = workspace.Astra(ExitCode.Done, Train("--draws", "30", "--snr", "50", "--vsini", "20"));

        Assert.Contains(
            $"Training NoOpModel on 30 stars spread evenly over the Kiel diagram {Diagram}, with spectra drawn from the emulator invented.fits at S/N 50 and v sin i 0 to 20 km/s (seed 0): teff, logg, fe_h, mg_fe, v_macro\n",
            train.Output);
        Assert.Empty(train.Error);
        JsonArray report = Report("mean-teff");
        Assert.Equal(30, report.Count);
        Assert.Equal("draw-1|simulated-0-000000", $"{report[0]!["Name"]}|{report[0]!["Spectrum"]}");
        Assert.All(report, star => Assert.InRange((double)star!["Snr"]!, 40, 60));
        Assert.All(report, star => Assert.InRange((double)star!["KMag"]!, 4, 16));
    }

    [Fact]
    public void Threads_do_not_change_what_is_drawn()
    {
        string[] reports = [.. new[] { "1", "4" }.Select(threads =>
        {
            workspace.Astra(ExitCode.Done, Train("--draws", "20", "--vsini", "20", "--name", $"with-{threads}", "--threads", threads));
            return Report($"with-{threads}").ToJsonString();
        })];

        Assert.Equal(reports[0], reports[1]);
    }

    [Fact]
    public void A_star_is_the_same_however_many_others_are_drawn_and_another_for_another_seed()
    {
        EmulatedTrainingSet few = Set(10);
        EmulatedTrainingSet many = Set(1_000_000);

        Assert.Equal(few.Star(7).Labels, many.Star(7).Labels);
        Assert.Equal(few.Read(7).Spectrum.Flux.ToArray(), many.Read(7).Spectrum.Flux.ToArray());
        Assert.Equal(("draw-8", 8L, null), (few.Star(7).Name, few.Star(7).Row, few.Star(7).Group));
        Assert.NotEqual(few.Star(7).Labels, Set(10, seed: 1).Star(7).Labels);
        Assert.NotEqual(few.Star(7).Labels, few.Star(6).Labels);
    }

    [Fact]
    public void Labels_are_picked_and_ordered_by_name()
    {
        List<string> notes = [];
        EmulatedTrainingSet all = Set(5);
        EmulatedTrainingSet some = Set(5, labels: "M_H, TEFF", note: notes.Add);

        Assert.Equal(["teff", "logg", "fe_h", "mg_fe", "v_macro"], all.Labels);
        Assert.Equal(["m_h", "teff"], some.Labels);
        Assert.Equal([all.Star(3).Labels[2], all.Star(3).Labels[0]], some.Star(3).Labels);
        Assert.Equal(all.Read(3).Spectrum.Flux.ToArray(), some.Read(3).Spectrum.Flux.ToArray());
        Assert.Equal(["m_h stands for the emulator's fe_h."], notes);
    }

    [Fact]
    public void Any_number_of_stars_takes_no_memory_and_knowing_one_draws_no_spectrum()
    {
        EmulatedTrainingSet set = Set(int.MaxValue);
        set.Star(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int star = int.MaxValue - 1000; star < int.MaxValue; star++)
        {
            Assert.Equal(star + 1L, set.Star(star).Row);
        }

        // A spectrum is 8575 fluxes of 4 bytes and more.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 1, 4000);
        Assert.Equal("draw-2147483647", set.Star(int.MaxValue - 1).Name);
    }

    [Theory]
    [InlineData("Without --data there is no table of stars. Name one, or say with --draws N how many stars to draw from all over the Kiel diagram.")]
    [InlineData("--where is about the rows of a table. Name one with --data, or leave it out.", "--draws", "5", "--where", "teff > 1")]
    [InlineData("--key is about the rows of a table.", "--draws", "5", "--key", "ID")]
    [InlineData("--group is about the rows of a table.", "--draws", "5", "--group", "CLUSTER")]
    [InlineData("With --emulator spectra are drawn and not read. Leave out --path-column, or --emulator.", "--draws", "5", "--path-column", "FILE")]
    [InlineData("--draws takes a number of 1 or more.", "--draws", "-1")]
    [InlineData("--labels 'mass' is no label of the emulator invented.fits, which has teff, logg, fe_h, mg_fe, v_macro. Other labels, and computed ones, need a table: --data TABLE.", "--draws", "5", "--labels", "teff,mass")]
    [InlineData("Did you mean teff?", "--draws", "5", "--labels", "tef")]
    [InlineData("--labels names the emulator's mg_fe twice, as alpha_m and as mg_fe. Leave one out.", "--draws", "5", "--labels", "alpha_m,mg_fe")]
    [InlineData("--labels names none. Write some of teff,logg,fe_h,mg_fe,v_macro, or leave it out for all.", "--draws", "5", "--labels", ",")]
    [InlineData("--labels is missing: which columns of labels.csv are labels.", "--draws", "5", "--data", "labels.csv")]
    public void A_mistake_of_the_user_is_one_sentence(string sentence, params string[] arguments) =>
        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, Train(arguments)).Error);

    [Theory]
    [InlineData("--data is missing: the table of the stars' labels. Name one, or draw stars from an emulator alone (--emulator FILE --draws N).")]
    [InlineData("--data is missing", "--labels", "teff")]
    [InlineData("--labels is missing: which columns of labels.csv are labels.", "--data", "labels.csv")]
    public void Without_an_emulator_a_table_and_its_labels_are_asked_for(string sentence, params string[] arguments) =>
        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, ["train", "NoOpModel", .. arguments]).Error);

    [SharedDataTheory]
    [InlineData("flux_emulator.fits", "alpha_fe")]
    [InlineData("normalized_emulator.fits", "mg_fe")]
    public void Published_emulators_make_training_sets_of_their_whole_diagram(string name, string alpha)
    {
        Emulator real = Emulator.Read(SharedData.Path("emulators", name));
        RadiusEmulator radii = RadiusEmulator.Read(SharedData.Path("emulators", "radius_emulator.fits"));
        EmulatedDraws stars = EmulatedDraws.OverKielDiagram(real, $"teff,logg,fe_h,{alpha}", 100_000, 0, _ => { });
        EmulatedTrainingSet set = new(stars, new SpectrumSimulator(real, new SimulationSettings { RadiusEmulator = radii, VsiniMax = 30 }), NoOpModel);

        Assert.All(Enumerable.Range(0, 200), star =>
        {
            Target target = set.Read(star * 500);
            Assert.True(Enumerable.Range(0, WavelengthGrid.Pixels).Count(target.Spectrum.HasData) > 6000);
            Assert.All(target.Spectrum.Flux.ToArray(), flux => Assert.True(float.IsFinite(flux)));
        });
    }

    string[] Train(params string[] more) => ["train", "NoOpModel", "--emulator", emulator, .. more];

    JsonArray Report(string model) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Folder, "models", "NoOpModel", model, "report.json")))!.AsArray();

    EmulatedTrainingSet Set(int draws, string? labels = null, int seed = 0, Action<string>? note = null)
    {
        Emulator invented = Emulator.Read(emulator);
        EmulatedDraws stars = EmulatedDraws.OverKielDiagram(invented, labels, draws, seed, note ?? (_ => { }));
        return new EmulatedTrainingSet(stars, new SpectrumSimulator(invented, new SimulationSettings { Seed = seed }), NoOpModel);
    }
}

using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

/// <summary>What the contract promises, shown with the pipelines of the plugin NoOp.</summary>
public sealed class NoOpTests : IDisposable
{
    readonly PluginFolder folder = new();
    readonly PluginCatalog catalog = PluginCatalog.Discover(PluginFolder.Built);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_has_a_column_of_every_type_and_a_flag_of_every_severity()
    {
        PipelineDeclaration declaration = catalog.Find("NoOp").Declaration;

        Assert.Equal(Enum.GetValues<ColumnType>(), declaration.Columns.Select(column => column.Type).Distinct().Order());
        Assert.Equal(Enum.GetValues<Severity>(), declaration.Flags.Flags.Select(flag => flag.Severity).Distinct().Order());
        Assert.NotEmpty(declaration.Flags.BadCombinations);
        Assert.Contains(declaration.Inputs, input => input.Optional);
        Assert.Contains(declaration.Inputs, input => !input.Optional);
    }

    [Fact]
    public void It_averages_the_pixels_that_the_mask_does_not_call_bad()
    {
        Row row = Analyse("NoOp", SampleTargets.Spectrum(3));

        Assert.Equal(WavelengthGrid.Pixels - 1, row["n_pixels"]);
        Assert.Equal(1.5f, Assert.IsType<float>(row["mean_flux"]), 0.001f);
        Assert.Equal(0.1f / MathF.Sqrt(WavelengthGrid.Pixels - 1), Assert.IsType<float>(row["e_mean_flux"]), 1e-6f);
        Assert.Equal([1, WavelengthGrid.Pixels - 1], Assert.IsType<int[]>(row["pixel_range"]));
        Assert.Equal([WavelengthGrid.Wavelength(1), WavelengthGrid.Wavelength(WavelengthGrid.Pixels - 1)], Assert.IsType<double[]>(row["wavelength_range"]));
        Assert.Equal([1f, 2f], Assert.IsType<float[]>(row["flux_range"]));
        Assert.Equal((long)(PixelMask.Saturated | PixelMask.Telluric), row["mask_bits"]);
        Assert.Equal(true, row["is_combined"]);
    }

    [Fact]
    public void It_gets_the_declared_inputs_and_where_they_came_from()
    {
        Row row = Analyse("NoOp", SampleTargets.Spectrum(3, snr: 55, teff: 4321));

        Assert.Equal((13.0, 55f, 4321f, "aspcap.teff"), (row["ra"], row["snr"], row["teff"], row["teff_origin"]));
        Assert.Empty(row.Flags);
    }

    [Fact]
    public void An_optional_input_that_nothing_has_is_NaN()
    {
        Row row = Analyse("NoOp", SampleTargets.Spectrum(3, teff: double.NaN));

        Assert.Equal((float.NaN, string.Empty), (row["teff"], row["teff_origin"]));
        Assert.Equal(["NO_CATALOGUE_TEFF"], row.Flags);
    }

    [Fact]
    public void It_does_what_its_options_say()
    {
        Row row = Analyse("NoOp", SampleTargets.Spectrum(3), ("factor", 2.0), ("use_mask", false), ("min_pixels", 10_000));

        Assert.Equal(3f, Assert.IsType<float>(row["mean_flux"]), 0.001f);
        Assert.Equal(WavelengthGrid.Pixels, row["n_pixels"]);
        Assert.Equal(["FEW_PIXELS"], row.Flags);
    }

    [Fact]
    public void Two_warnings_can_together_make_a_result_bad()
    {
        FlagLayout layout = catalog.Find("NoOp").Declaration.Flags;

        Row row = Analyse("NoOp", SampleTargets.Spectrum(3, snr: 5, pixelsWithData: 50));

        Assert.Equal(["FEW_PIXELS", "LOW_SNR"], row.Flags);
        Assert.True(layout.IsBad(row.FlagBits));
        Assert.All(layout.Flags.Where(flag => row.Flags.Contains(flag.Name)), flag => Assert.False(layout.IsBad(flag.Mask)));
    }

    [Fact]
    public void A_spectrum_without_usable_pixels_has_no_result()
    {
        NoResultException none = Assert.Throws<NoResultException>(() => Analyse("NoOp", SampleTargets.Spectrum(3, pixelsWithData: 0)));

        Assert.Equal("none of the 8575 pixels is usable", none.Message);
        Assert.Equal("FewPixels", none.Flags?.ToString());
    }

    [Fact]
    public void A_batch_of_many_gives_what_as_many_batches_of_one_give()
    {
        int draw = catalog.Find("NoOp").Declaration.Columns.TakeWhile(column => column.Name != "draw").Count();
        Target[] batch = [.. Enumerable.Range(0, 5).Select(number => SampleTargets.Spectrum(number))];
        IPipeline<PipelineResult> pipeline = Open("NoOp");

        IEnumerable<object?[]> together = pipeline.Analyse(batch, CancellationToken.None).Select(Values);
        IEnumerable<object?[]> alone = batch.Reverse().Select(target => Values(pipeline.Analyse([target], CancellationToken.None).Single())).Reverse();

        Assert.Equal(alone, together);
        Assert.Equal(5, together.Select(row => row[draw]).Distinct().Count());

        object?[] Values(PipelineResult result) => [.. catalog.Find("NoOp").Declaration.Columns.Select(column => column.Value(result))];
    }

    [Fact]
    public void What_is_loaded_through_the_context_is_loaded_once_for_all_instances()
    {
        PipelineContext context = Context("NoOp");

        catalog.Find("NoOp").Open(context);
        object first = Assert.Single(context.Shared.Values).Value;
        catalog.Find("NoOp").Open(context);

        Assert.Same(first, Assert.Single(context.Shared.Values).Value);
    }

    [Fact]
    public void It_stops_when_it_is_told_to() => Assert.Throws<OperationCanceledException>(() =>
        Open("NoOp").Analyse([SampleTargets.Spectrum(1)], new CancellationToken(canceled: true)));

    [Fact]
    public void An_option_out_of_range_is_a_wrong_configuration() =>
        Assert.Contains("pipelines:NoOp:factor", Assert.Throws<ConfigurationException>(() => Open("NoOp", ("factor", 0.0))).Message);

    [Fact]
    public void It_logs_through_the_context()
    {
        List<string> messages = [];
        PipelineContext context = new("NoOp") { Options = Context("NoOp").Options, Log = (level, message) => messages.Add($"{level}: {message}") };

        catalog.Find("NoOp").Open(context);

        Assert.Equal(["Debug: NoOp takes the flux times 1"], messages);
    }

    [Fact]
    public void A_pipeline_can_work_on_sources_with_the_result_of_another_pipeline()
    {
        PipelineDeclaration declaration = catalog.Find("NoOpSource").Declaration;
        Target source = new(new Source(1, "2M1"), spectrum: null, new Dictionary<string, InputValue> { ["flux"] = new(1.5, "NoOp.mean_flux"), ["teff"] = new(double.NaN, null) });

        Row row = Analyse("NoOpSource", source);

        Assert.Equal(UnitOfWork.Source, declaration.Unit);
        Assert.Contains(declaration.Inputs, input => input.Alternatives.Contains(new InputOrigin("NoOp", "mean_flux")));
        Assert.Equal(3f, row["doubled_flux"]);
        Assert.Equal(["NO_CATALOGUE_TEFF"], row.Flags);
    }

    [Fact]
    public void A_model_is_brought_in_by_the_importer_and_read_by_the_pipeline()
    {
        InstalledPipeline installed = catalog.Find("NoOpModel");
        string published = Path.Combine(folder.Path, "seven.txt");
        File.WriteAllText(published, "7.5\n");
        string weights = Directory.CreateDirectory(Path.Combine(folder.Path, "weights")).FullName;

        ModelManifest manifest = installed.Importer!.Import(published, weights, new Dictionary<string, string>());
        IPipeline<PipelineResult> pipeline = installed.Open(new PipelineContext("NoOpModel", new Model(manifest, weights, "hash")));

        PipelineResult result = pipeline.Analyse([SampleTargets.Spectrum(1)], CancellationToken.None).Single();
        Assert.Equal(7.5, installed.Declaration.Columns.Single(column => column.Name == "value").Value(result));
        Assert.Equal(("NoOpModel", "seven"), (manifest.Pipeline, manifest.Name));
        Assert.All(manifest.Files.Keys, file => Assert.True(File.Exists(Path.Combine(weights, file))));
    }

    [Fact]
    public void What_is_not_a_model_is_refused_by_the_importer()
    {
        string published = Path.Combine(folder.Path, "seven.txt");
        File.WriteAllText(published, "seven");

        BadInputException refused = Assert.Throws<BadInputException>(
            () => catalog.Find("NoOpModel").Importer!.Import(published, folder.Path, new Dictionary<string, string>()));

        Assert.Equal($"{published} is not a text file with one number.", refused.Message);
    }

    [Fact]
    public void A_pipeline_that_needs_a_model_does_not_open_without() =>
        Assert.Throws<ConfigurationException>(() => catalog.Find("NoOpModel").Open(new PipelineContext("NoOpModel")));

    PipelineContext Context(string pipeline, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = catalog.Find(pipeline).Declaration.Options.ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new PipelineContext(pipeline) { Options = values };
    }

    IPipeline<PipelineResult> Open(string pipeline, params (string Name, object Value)[] options) => catalog.Find(pipeline).Open(Context(pipeline, options));

    Row Analyse(string pipeline, Target target, params (string Name, object Value)[] options) => new(
        catalog.Find(pipeline).Declaration,
        Open(pipeline, options).Analyse([target], CancellationToken.None).Single());

    /// <summary>A result, read as the host reads it.</summary>
    sealed class Row(PipelineDeclaration declaration, PipelineResult result)
    {
        public long FlagBits => result.FlagBits;

        public IEnumerable<string> Flags => declaration.Flags.Flags.Where(flag => (result.FlagBits & flag.Mask) != 0).Select(flag => flag.Name);

        public object? this[string column] => declaration.Columns.Single(declared => declared.Name == column).Value(result);
    }
}

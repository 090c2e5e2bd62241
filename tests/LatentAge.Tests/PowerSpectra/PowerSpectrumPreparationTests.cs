using Astra.Fits;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Plugins.LatentAge.PowerSpectra.Preparation;

namespace Astra.LatentAge.Tests.PowerSpectra;

public sealed class PowerSpectrumPreparationTests : IDisposable
{
    readonly NumberFolder folder = new();
    readonly List<string> log = [];

    public PowerSpectrumPreparationTests() => Directory.CreateDirectory(folder.Path("curves"));

    public void Dispose() => folder.Dispose();

    [AstropyFact]
    public void A_light_curve_becomes_what_astropy_and_numpy_make_of_it()
    {
        LightCurve curve = InventedLightCurve.Draw(1500, withErrors: false, "judged", (60.3, 30), (66.2, 40));
        Kepler("a_llc.fits", 8045442, curve);
        folder.Write("time", curve.Time);
        folder.Write("flux", curve.Flux);

        Prepare([folder.Path("curves")]);

        double[] answer = folder.Ask("PowerSpectra/judge/psd_file.py", Output);
        Assert.Equal(2 * PixelGrid.Pixels, answer.Length);
        Assert.All(folder.Read("pixels").Zip(answer), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(PixelGrid.Giants.Frequencies.Zip(answer.Skip(PixelGrid.Pixels)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Quarters_of_a_star_are_put_together_and_stars_are_found_by_name_and_number()
    {
        LightCurve whole = InventedLightCurve.Draw(4000, withErrors: true, "quarters", (40.1, 25));
        LightCurve first = Part(whole, 0, 1500, 1), second = Part(whole, 1500, 4000, 0.4);
        Kepler("2011/kplr008045442-2011_llc.fits", 8045442, second);
        Kepler("2010/kplr008045442-2010_llc.fits", 8045442, first);
        Csv("2M19250937+3644599.csv", InventedLightCurve.Draw(500, withErrors: false, "other"));

        string made = Prepare([folder.Path("curves")]);

        Assert.Equal("Power spectra of 2 stars from 3 light curves.", made);
        Assert.Empty(log);
        PowerSpectrumFile file = PowerSpectrumFile.Read(Output);
        Assert.Equal(["2M19250937+3644599", "KIC 8045442"], file.Stars.Select(star => star.Name));
        PowerSpectrumRow star = file.FindKic(8045442)!;
        Assert.Same(star, file.Find("KIC 8045442"));
        Assert.Equal((2, 4000, (long?)8045442), (star.Files, star.Points, star.Kic));
        Assert.Equal(whole.Time[^1] - whole.Time[0], star.SpanDays, 1e-9);
        Assert.Null(file.Stars[0].Kic);
        Assert.Null(file.FindKic(1));
        Assert.Null(file.Find("KIC 1"));

        double[] expected = PowerSpectrum.Of(StitchedLightCurve.Of([("a", first), ("b", second)], log.Add)!);
        Assert.All(expected.Zip(star.LnPower), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.InRange(expected.Zip(PowerSpectrum.Of(whole)).Average(pair => Math.Abs(pair.First - pair.Second)), 0, 0.02);
    }

    [Fact]
    public void The_file_is_the_same_for_any_number_of_threads_and_any_order()
    {
        for (int star = 1; star <= 7; star++)
        {
            Csv($"KIC{star}.csv", InventedLightCurve.Draw(300 + (50 * star), withErrors: star % 2 == 0, $"star {star}"));
        }

        string[] files = Directory.GetFiles(folder.Path("curves"));
        Prepare(files, threads: 1);
        byte[] once = File.ReadAllBytes(Output);
        Prepare([.. files.Order().Reverse(), folder.Path("curves")], threads: 4);

        Assert.Equal(once, File.ReadAllBytes(Output));
        Assert.Equal(7, PowerSpectrumFile.Read(Output).Stars.Count);
    }

    [Fact]
    public void Bad_files_are_named_counted_and_left_out()
    {
        Csv("good.csv", InventedLightCurve.Draw(300, withErrors: false, "good"));
        string text = Write("bad.csv", "time,flux\n1,2\n2,x\n");
        string cut = Write("cut.fits", "SIMPLE  =                    T");
        string constant = Write("constant.csv", "time,flux\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},7\n")));
        Write("notes.txt", "no light curve, and not asked");

        string made = Prepare([folder.Path("curves")]);

        Assert.Equal("Power spectra of 1 stars from 1 light curves; 3 files were left out, which the log names.", made);
        Assert.Equal(["good"], PowerSpectrumFile.Read(Output).Stars.Select(star => star.Name));
        Assert.Equal(3, log.Count);
        Assert.Contains($"left out: {text}, line 3, column flux: 'x' is no number. Leave the cell of a missing value empty.", log);
        Assert.Contains($"left out: {constant}: is no light curve: its flux never changes.", log);
        Assert.Contains(log, line => line.StartsWith($"left out: {cut}", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_no_file_can_be_used_there_is_an_error_and_an_older_file_stays()
    {
        Write("bad.csv", "time,flux\n1,x\n");
        File.WriteAllText(Output, "older");

        Assert.Equal(
            "None of the 1 files is a light curve that can be used; the log says of each what is wrong.",
            Assert.Throws<BadInputException>(() => Prepare([folder.Path("curves")])).Message);
        Assert.Equal("older", File.ReadAllText(Output));
        Assert.Single(log);
    }

    [Fact]
    public void A_folder_without_light_curves_is_named()
    {
        string none = Directory.CreateDirectory(folder.Path("none")).FullName;

        Assert.StartsWith(
            $"{none}: holds no light curves: no file, at any depth, ends in .fits,", Assert.Throws<BadInputException>(() => Prepare([none])).Message,
            StringComparison.Ordinal);

        Csv("good.csv", InventedLightCurve.Draw(300, withErrors: false, "good"));
        Prepare([none, folder.Path("curves")]);
        Assert.StartsWith($"{none}: holds no light curves", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_that_is_written_is_none_of_the_light_curves_beside_it()
    {
        Csv("good.csv", InventedLightCurve.Draw(300, withErrors: false, "good"));
        string beside = folder.Path("curves/psd.fits");

        Prepare([folder.Path("curves")], output: beside);
        Prepare([folder.Path("curves")], output: beside);

        Assert.Empty(log);
        Assert.Single(PowerSpectrumFile.Read(beside).Stars);
    }

    [Fact]
    public void Two_files_of_one_name_that_is_no_catalogues_are_left_out_because_nobody_knows_whose_they_are()
    {
        Csv("one/curve.csv", InventedLightCurve.Draw(300, withErrors: false, "one"));
        Csv("two/curve.csv", InventedLightCurve.Draw(300, withErrors: false, "two"));
        Csv("KIC7.csv", InventedLightCurve.Draw(300, withErrors: false, "three"));

        Assert.EndsWith("2 files were left out, which the log names.", Prepare([folder.Path("curves")]), StringComparison.Ordinal);
        Assert.All(log, line => Assert.EndsWith(
            "curve.csv: would be 'curve', as another file would. Call files by their stars, or by KIC and number.", line, StringComparison.Ordinal));
        Assert.Equal(["KIC 7"], PowerSpectrumFile.Read(Output).Stars.Select(star => star.Name));
    }

    [Theory]
    [InlineData("kplr008045442-2009131105131_llc.csv", "KIC 8045442", 8045442)]
    [InlineData("KIC8045442.csv", "KIC 8045442", 8045442)]
    [InlineData("kic_8045442_stitched.csv", "KIC 8045442", 8045442)]
    [InlineData("008045442.csv", "KIC 8045442", 8045442)]
    [InlineData("2M19250937+3644599.csv", "2M19250937+3644599", null)]
    [InlineData("2011-quarter.csv", "2011-quarter", null)]
    [InlineData("kicking.csv", "kicking", null)]
    [InlineData("900000000.csv", "900000000", null)]
    public void A_file_is_named_after_its_star(string file, string name, int? kic)
    {
        ObservedStar star = ObservedStar.Of(Write(file, "time,flux\n"));

        Assert.Equal((name, (long?)kic), (star.Name, star.Kic));
    }

    [Fact]
    public void Keywords_come_before_the_name_of_a_file_and_K2_and_TESS_have_other_numbers()
    {
        LightCurve curve = InventedLightCurve.Draw(50, withErrors: false, "names");

        Assert.Equal(new ObservedStar("KIC 757076", 757076, true), ObservedStar.Of(Kepler("kplr000000001.fits", 757076, curve)));
        Assert.Equal(new ObservedStar("EPIC 201126368", null, true), ObservedStar.Of(Kepler("k2.fits", 201126368, curve)));
        Assert.Equal(new ObservedStar("TIC 137099241", null, true), ObservedStar.Of(Kepler("tess.fits", 137099241, curve, "TICID")));
        Assert.Contains("its name cannot stand for a star", Assert.Throws<BadInputException>(() => ObservedStar.Of(Write("stern-ä.csv", ""))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_quarter_whose_mean_was_subtracted_is_left_out_of_several()
    {
        LightCurve whole = InventedLightCurve.Draw(800, withErrors: true, "centred");
        LightCurve part = Part(whole, 400, 800, 1);
        string centred = Kepler("b.fits", 5, new LightCurve(part.Time, [.. part.Flux.Select(f => f - 2e5)], part.Error));
        Kepler("a.fits", 5, Part(whole, 0, 400, 1));

        Prepare([folder.Path("curves")]);

        Assert.StartsWith($"left out: {centred}: has a median flux of -", Assert.Single(log), StringComparison.Ordinal);
        PowerSpectrumRow star = PowerSpectrumFile.Read(Output).FindKic(5)!;
        Assert.Equal((1, 400), (star.Files, star.Points));
    }

    [Fact]
    public void Columns_can_be_named_and_an_error_needs_its_flux()
    {
        string path = Write("x.csv", "day,mag,sig\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i * i % 7},{1 + (i % 3)}\n")));
        LightCurveColumns columns = new() { Time = ["day"], Flux = ["mag"], Error = [["sig"]] };

        Prepare([path], options: new() { ["time_column"] = "day", ["flux_column"] = "mag", ["error_column"] = "sig" });

        float[] power = PowerSpectrumFile.Read(Output).Stars[0].LnPower;
        Assert.Equal(PowerSpectrum.Of(LightCurveFile.Read(path, columns)).Select(value => (float)value), power);
        Assert.NotEqual(PowerSpectrum.Of(LightCurveFile.Read(path, columns with { Error = [] })).Select(value => (float)value), power);
        Assert.StartsWith(
            "LatentAge psd: error_column is 'sig', but flux_column is not set.",
            Assert.Throws<ConfigurationException>(() => Prepare([path], options: new() { ["error_column"] = "sig" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_stops_it_gets_no_file()
    {
        Csv("good.csv", InventedLightCurve.Draw(300, withErrors: false, "good"));

        Assert.ThrowsAny<OperationCanceledException>(() => Prepare([folder.Path("curves")], cancellation: new CancellationToken(canceled: true)));
        Assert.Equal(["good.csv"], Directory.GetFiles(folder.Path("curves")).Select(Path.GetFileName));
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void What_is_no_file_of_power_spectra_is_refused_with_its_place()
    {
        Refused("has no HDUs POWER_SPECTRA and FREQUENCY", _ => { });
        Refused("HDU 2 (FREQUENCY): its 2092 frequencies are not the 2092 of the network", writer =>
        {
            PowerSpectrumFile.Begin(writer, 5, "");
            writer.WriteImage([.. PixelGrid.Giants.Frequencies.Select(nu => nu + 0.01)], [PixelGrid.Pixels], [new FitsCard("EXTNAME", "FREQUENCY")]);
        });
        Refused("HDU 1 (POWER_SPECTRA), row 2, column LN_POWER: a power is not finite", writer => Rows(writer, ("a", 0), ("b", float.NaN)));
        Refused("HDU 1 (POWER_SPECTRA), row 2: a is there twice", writer => Rows(writer, ("a", 0), ("a", 1)));
        Assert.StartsWith(
            folder.Path("absent.fits"), Assert.Throws<BadInputException>(() => PowerSpectrumFile.Read(folder.Path("absent.fits"))).Message,
            StringComparison.Ordinal);

        static void Rows(FitsWriter writer, params (string Name, float Power)[] stars)
        {
            FitsTableWriter table = PowerSpectrumFile.Begin(writer, 5, "");
            foreach ((string name, float power) in stars)
            {
                PowerSpectrumFile.Add(table, new PowerSpectrumRow(name, null, 1, 100, 10, [.. Enumerable.Repeat(power, PixelGrid.Pixels)]));
            }

            writer.WriteImage([.. PixelGrid.Giants.Frequencies], [PixelGrid.Pixels], [new FitsCard("EXTNAME", "FREQUENCY")]);
        }

        void Refused(string message, Action<FitsWriter> write)
        {
            using (FitsWriter writer = FitsWriter.Create(Output))
            {
                if (message.Contains("has no HDUs", StringComparison.Ordinal))
                {
                    writer.WritePrimary();
                }

                write(writer);
                writer.Complete();
            }

            string told = Assert.Throws<BadInputException>(() => PowerSpectrumFile.Read(Output)).Message;
            Assert.StartsWith(Output, told, StringComparison.Ordinal);
            Assert.Contains(message, told, StringComparison.Ordinal);
        }
    }

    string Output => folder.Path("psd.fits");

    string Prepare(
        IReadOnlyList<string> inputs,
        int threads = 2,
        string? output = null,
        Dictionary<string, object>? options = null,
        CancellationToken cancellation = default)
    {
        Dictionary<string, object> all = new() { ["time_column"] = "", ["flux_column"] = "", ["error_column"] = "" };
        foreach ((string name, object value) in options ?? [])
        {
            all[name] = value;
        }

        TrainingContext context = new() { Options = all, Threads = threads, Command = "astra train LatentAge psd", Log = (_, line) => log.Add(line) };
        return new PowerSpectrumPreparation().Prepare(inputs, output ?? Output, context, cancellation);
    }

    string Write(string name, string text)
    {
        string path = folder.Path($"curves/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    string Csv(string name, LightCurve curve) => Write(name, string.Concat(
        [
            curve.Error is null ? "time,flux\n" : "time,flux,flux_err\n",
            .. Enumerable.Range(0, curve.Count).Select(i =>
                FormattableString.Invariant($"{curve.Time[i]:R},{curve.Flux[i]:R}{(curve.Error is { } error ? $",{error[i]:R}" : "")}\n")),
        ]));

    string Kepler(string name, int number, LightCurve curve, string keyword = "KEPLERID")
    {
        string path = folder.Path($"curves/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FitsWriter writer = FitsWriter.Create(path);
        writer.WritePrimary([new FitsCard(keyword, number)]);
        ColumnDefinition[] columns = [new("TIME", ElementType.Double) { Unit = "d" }, new("PDCSAP_FLUX", ElementType.Double)];
        FitsTableWriter table = writer.BeginTable(curve.Error is null ? columns : [.. columns, new("PDCSAP_FLUX_ERR", ElementType.Double)]);
        table.AddRows(curve.Count);
        table.Write(0, curve.Time);
        table.Write(1, curve.Flux);
        if (curve.Error is not null)
        {
            table.Write(2, curve.Error);
        }

        writer.Complete();
        return path;
    }

    static LightCurve Part(LightCurve curve, int from, int to, double scale) => new(
        curve.Time[from..to], [.. curve.Flux[from..to].Select(flux => scale * flux)], [.. curve.Error![from..to].Select(error => scale * error)]);
}

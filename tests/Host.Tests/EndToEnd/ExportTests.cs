using System.Diagnostics;
using System.Text.Json.Nodes;
using Astra.Fits;
using Astra.Host.Errors;
using Astra.Testing;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>The results of a real run as files that other programs read.</summary>
public sealed class ExportTests : IDisposable
{
    const string Star = "astraAllStarNoOp-0.1.0.fits";

    readonly Workspace workspace = new();

    public ExportTests()
    {
        workspace.Put(new() { Number = 1, Visits = 2 });
        workspace.Put(new() { Number = 2, Visits = 2, Scale = -1 });
        workspace.Put(new() { Number = 3, Visits = 2, Cards = { ["SNR"] = 5.0 } });
        workspace.Astra("run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);
    }

    string Products => Path.Combine(workspace.Folder, "products");

    public void Dispose() => workspace.Dispose();

    [PythonJudgeFact]
    public void Astropy_reads_every_value_and_checksum_of_a_product()
    {
        workspace.Astra(ExitCode.Done, "export");

        Assert.Equal(
            ["astraAllStarNoOp-0.1.0.fits", "astraAllStarNoOpSource-0.1.0.fits", "astraAllVisitNoOp-0.1.0.fits"],
            Directory.GetFiles(Products).Select(Path.GetFileName).Order());
        foreach ((string file, string[] query) in (IEnumerable<(string, string[])>)
            [(Star, ["NoOp"]), ("astraAllVisitNoOp-0.1.0.fits", ["NoOp", "--visits"]), ("astraAllStarNoOpSource-0.1.0.fits", ["NoOpSource"])])
        {
            JsonNode product = Read(Path.Combine(Products, file), hdu: 2);
            string answer = workspace.Beside("answer.json");
            workspace.Astra(ExitCode.Done, ["query", .. query, "--columns", "all", "--out", answer]);
            JsonArray rows = JsonNode.Parse(File.ReadAllText(answer))!.AsArray();
            Assert.Equal(rows.Count, product["rows"]!.AsArray().Count);
            int compared = 0;
            foreach ((JsonNode? row, JsonNode? written) in rows.Zip(product["rows"]!.AsArray()))
            {
                foreach ((string name, JsonNode? value) in row!.AsObject().Where(pair => written!.AsObject().ContainsKey(pair.Key)))
                {
                    compared++;
                    AssertSame(value, written![name], $"{file}: {name}");
                }
            }

            Assert.True(compared > 30 * rows.Count, $"{file}: {compared} values are few");
            Assert.Empty(Read(Path.Combine(Products, file), hdu: 1)["rows"]!.AsArray());
        }
    }

    [PythonJudgeFact]
    public void What_the_workspace_does_not_know_is_missing_and_what_the_flags_mean_is_said()
    {
        workspace.Astra(ExitCode.Done, "export", "NoOp", "--version", "1.2.3");

        JsonNode product = Read(Path.Combine(Products, "astraAllStarNoOp-1.2.3.fits"), hdu: 2);
        JsonNode row = product["rows"]![0]!;
        foreach (string unknown in new[] { "sdss_id", "gaia_dr3_source_id", "zgr_teff", "n_boss_visits", "ebv" })
        {
            Assert.Null(row[unknown]);
        }

        Assert.Equal("2M00000001+0000000", (string?)row["sdss4_apogee_id"]);
        Assert.Equal(2, (int)row["n_apogee_visits"]!);
        Assert.Equal(56001, (int)row["apogee_min_mjd"]!);
        Assert.Equal("stars", (string?)row["apstar"]);
        Assert.Equal("1.0.0", (string?)row["v_astra"]);
        Assert.Equal(26, ((string?)row["created"])!.Length);
        JsonNode header = product["header"]!;
        Assert.Equal(("NoOp", "1.2.3", "APOGEE"), ((string?)header["PIPELINE"], (string?)header["V_ASTRA"], (string?)header["INSTRMNT"]));
        Assert.Equal("LOW_SNR", (string?)header["FLAG2"]);
        Assert.Equal((6, 2056, 6), ((int)header["WARNBITS"]!, (int)header["BADBITS"]!, (int)header["BADSET1"]!));
    }

    [FitsverifyFact]
    public void Fitsverify_finds_nothing_wrong_with_products_and_answers()
    {
        workspace.Astra(ExitCode.Done, "export", "--out", workspace.Beside("out"));
        workspace.Astra(ExitCode.Done, "query", "NoOp", "--visits", "--columns", "all", "--out", Path.Combine(workspace.Beside("out"), "answer.fits"));

        string[] files = Directory.GetFiles(workspace.Beside("out"));
        Assert.Equal(4, files.Length);
        Assert.All(files, file => Assert.Equal($"verification OK: {file}", OtherProgram.Run(FitsverifyFactAttribute.Program, "-q", file).Output.Trim()));
    }

    [Fact]
    public void A_compressed_product_is_the_same_file()
    {
        workspace.Astra(ExitCode.Done, "export", "NoOp", "--gzip");

        using FitsFile file = FitsFile.Open(Path.Combine(Products, $"{Star}.gz"));
        Assert.Equal(3, file.Table(2).RowCount);
        Assert.All(file.Hdus, hdu => Assert.Equal(ChecksumState.Correct, hdu.VerifyChecksum()));
    }

    [Fact]
    public void Conditions_and_flags_choose_the_rows()
    {
        Assert.Contains("1 row", workspace.Astra(ExitCode.Done, "export", "NoOp", "--flag", "NEGATIVE_FLUX").Output, StringComparison.Ordinal);
        workspace.Astra(ExitCode.Done, "export", "NoOp", "--where", "mean_flux > 0", "--without-flag", "LOW_SNR");

        using FitsFile file = FitsFile.Open(Path.Combine(Products, Star));
        TableHdu table = file.Table(2);
        string[] stars = new string[table.RowCount];
        table.Read(table.Require("sdss4_apogee_id"), 0, stars);
        Assert.Equal(["2M00000001+0000000"], stars);
    }

    [Theory]
    [InlineData(ExitCode.WrongUsage, "no pipeline 'NoOpp'. Did you mean NoOp", "NoOpp")]
    [InlineData(ExitCode.WrongUsage, "Faulty has no results yet. Make some: astra run Faulty", "NoOp", "Faulty")]
    [InlineData(ExitCode.WrongUsage, "There is nothing to export: no result meets the conditions. Nothing was written.", "NoOp", "--where", "teff > 9e9")]
    [InlineData(ExitCode.WrongUsage, "--version '../1' cannot stand in the name of a file.", "NoOp", "--version", "../1")]
    [InlineData(ExitCode.WrongUsage, "--out /dev/null cannot be a folder for the products", "NoOp", "--out", "/dev/null")]
    public void What_cannot_be_exported_is_said_in_one_sentence(int exitCode, string expected, params string[] arguments)
    {
        Answer answer = workspace.Astra(exitCode, ["export", .. arguments]);

        Assert.StartsWith($"astra: {expected}", answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_workspace_without_results_has_nothing_to_export()
    {
        using Workspace empty = new();
        empty.Put(new() { Number = 1 });
        empty.Astra("ingest", empty.Stars);

        Assert.Equal("astra: There is nothing to export: no pipeline has results yet. Make some: astra run\n", empty.Astra(ExitCode.WrongUsage, "export").Error);
    }

    [Fact]
    public void An_export_onto_a_full_disk_leaves_the_older_product_and_says_so()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        workspace.Astra(ExitCode.Done, "export", "NoOp");
        byte[] before = File.ReadAllBytes(Path.Combine(Products, Star));
        workspace.Put(new() { Number = 4, Visits = 2 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);

        // A limit on the size of files stands for the full disk; the runtime's own files are let off.
        (int exitCode, _, string errors) = OtherProgram.Run("/bin/bash", "-c",
            "trap '' XFSZ; ulimit -f 64; export DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0; exec dotnet \"$0\" export NoOp --workspace \"$1\"",
            Path.Combine(AppContext.BaseDirectory, "astra.dll"), workspace.Folder);

        Assert.True(exitCode == ExitCode.WrongConfiguration, errors);
        Assert.StartsWith($"astra: The export stopped: {Path.Combine(Products, Star)}: cannot be written: ", errors, StringComparison.Ordinal);
        Assert.EndsWith("Nothing of it was kept; a file of that name from before is as it was.\n", errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Products, Star)));
        Assert.DoesNotContain(Directory.GetFiles(Products), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void An_export_that_is_killed_leaves_the_older_product_or_the_whole_new_one()
    {
        workspace.Astra(ExitCode.Done, "export", "NoOp");
        Random random = new(20261121);
        for (int kill = 0; kill < 6; kill++)
        {
            Process export = workspace.Start(["export", "NoOp"]);
            Thread.Sleep(random.Next(200, 900));
            export.Kill();
            export.WaitForExit();

            using FitsFile file = FitsFile.Open(Path.Combine(Products, Star));
            Assert.All(file.Hdus, hdu => Assert.Equal(ChecksumState.Correct, hdu.VerifyChecksum()));
            Assert.Equal(3, file.Table(2).RowCount);
        }

        workspace.Astra(ExitCode.Done, "export", "NoOp");
        Assert.DoesNotContain(Directory.GetFiles(Products), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [PythonJudgeFact]
    public void Astropy_reads_answers_in_FITS_and_ECSV_as_they_are_in_JSON()
    {
        string[] question = ["query", "NoOp", "--columns", "all"];
        workspace.Astra(ExitCode.Done, [.. question, "--out", workspace.Beside("answer.jsonl")]);
        string[] lines = File.ReadAllLines(workspace.Beside("answer.jsonl"));
        Assert.Equal(3, lines.Length);
        foreach (string file in new[] { "answer.fits", "answer.fits.gz", "answer.ecsv" })
        {
            workspace.Astra(ExitCode.Done, [.. question, "--out", workspace.Beside(file)]);

            JsonNode answer = Read(workspace.Beside(file), hdu: 1);
            Assert.Contains("mean_flux float32 1e-17 erg / (Angstrom cm2 s)", answer["columns"]!.AsArray().Select(column => (string?)column));
            Assert.Equal(lines.Length, answer["rows"]!.AsArray().Count);
            foreach ((string line, JsonNode? row) in lines.Zip(answer["rows"]!.AsArray()))
            {
                foreach ((string name, JsonNode? value) in JsonNode.Parse(line)!.AsObject())
                {
                    AssertSame(value, row![name], $"{file}: {name}");
                }
            }
        }
    }

    [Fact]
    public void An_answer_in_FITS_needs_a_file() => Assert.Equal(
        "astra: --format fits needs a file to write to. Add --out FILE.fits\n",
        workspace.Astra(ExitCode.WrongUsage, "query", "NoOp", "--format", "fits").Error);

    static JsonNode Read(string path, int hdu) =>
        JsonNode.Parse(Python.AskJudge("read_table.py", path, hdu.ToString(System.Globalization.CultureInfo.InvariantCulture)))!;

    /// <summary>Numbers that a column of single precision holds are equal when they are in single precision; no text is no value.</summary>
    static void AssertSame(JsonNode? expected, JsonNode? actual, string what)
    {
        if (expected is JsonValue number && number.TryGetValue(out double value))
        {
            double found = actual is null ? double.NaN : (double)actual;
            Assert.True(found == value || found == (double)(decimal)(float)value, $"{what}: expected {value}, found {found}");
        }
        else if (expected is JsonArray array)
        {
            Assert.Equal(array.Count, actual!.AsArray().Count);
            foreach ((JsonNode? left, JsonNode? right) in array.Zip(actual.AsArray()))
            {
                AssertSame(left, right, what);
            }
        }
        else
        {
            Assert.True((expected?.ToJsonString() ?? "null") == (actual?.ToJsonString() ?? "null")
                || (IsNothing(expected) && IsNothing(actual)), $"{what}: expected {expected?.ToJsonString()}, found {actual?.ToJsonString()}");
        }
    }

    /// <summary>What is not known is no bit in a product, false as a logical, and an empty string as text.</summary>
    static bool IsNothing(JsonNode? value) => value is null || value.ToJsonString() is "\"\"" or "false" or "0";
}

/// <summary>A test that needs astropy; skipped with a reason where it is absent.</summary>
sealed class PythonJudgeFactAttribute : FactAttribute
{
    public PythonJudgeFactAttribute() => Skip = Python.WhyMissing("astropy.io.fits, astropy.table, yaml, numpy", "python3-astropy python3-yaml");
}

/// <summary>A test that needs fitsverify; skipped with a reason where it is absent.</summary>
sealed class FitsverifyFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/fitsverify";

    public FitsverifyFactAttribute() => Skip = File.Exists(Program) ? null : $"needs {Program} (Debian: fitsverify)";
}

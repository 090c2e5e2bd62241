using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Reports;
using Astra.Host.Storage;
using Astra.Host.Tests.EndToEnd;
using static System.FormattableString;

namespace Astra.Host.Tests.Reports;

/// <summary>
/// <c>astra report</c> of a workspace with results of NoOp: one for all tests that only look, and one of its own for each that changes something.
/// </summary>
public sealed class ReportTests(ReportTests.SixStars stars) : IClassFixture<ReportTests.SixStars>
{
    readonly Workspace workspace = stars.Workspace;

    [Fact]
    public void Counts_are_of_all_results_however_few_stars_are_drawn()
    {
        JsonNode report = Report("--max-stars", "2");
        JsonNode stars = report["pipelines"]![0]!["tables"]![0]!;
        Assert.Equal((6, 1, 1), ((int)stars["results"]!, (int)stars["warn"]!, (int)stars["bad"]!));
        Assert.Equal(
            "NO_CATALOGUE_TEFF 6, LOW_SNR 1, NEGATIVE_FLUX 1",
            string.Join(", ", stars["flags"]!.AsArray().Where(flag => (int)flag!["count"]! > 0).Select(flag => $"{flag!["name"]} {flag["count"]}")));
        Assert.Equal(12, (int)report["pipelines"]![0]!["tables"]![1]!["results"]!);
        Assert.Equal((6, 2), ((int)report["sample"]!["total"]!, (int)report["sample"]!["drawn"]!));
        Assert.Equal(2, report["results"]![0]!["star"]!.AsArray().Count);
    }

    [Fact]
    public void Which_stars_are_drawn_depends_on_their_names_alone()
    {
        string[] two = Stars(Report("--max-stars", "2"));
        Assert.Equal(two, Stars(Report("--max-stars", "2")));
        Assert.Subset(Stars(Report("--max-stars", "4")).ToHashSet(), two.ToHashSet());

        using Workspace reversed = new();
        for (int star = 6; star >= 1; star--)
        {
            string path = reversed.Put(new() { Number = star, Visits = 2 });
            reversed.Astra(ExitCode.Done, "ingest", path);
        }

        reversed.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(two, Stars(Report(reversed, "--max-stars", "2")));
    }

    [Fact]
    public void A_table_with_few_stars_is_drawn_beside_one_with_many()
    {
        using SixStars own = new();
        Workspace workspace = own.Workspace;
        workspace.Astra(ExitCode.Done, "run", "NoOpSource", "--limit", "1");
        using Host.Storage.Sqlite.SqliteStore store = workspace.Open();
        Source few = Assert.Single(store.SampleStars([("NoOpSource", false)], 10).Stars);

        StarSample both = store.SampleStars([("NoOp", false), ("NoOpSource", false)], 2);

        Assert.Equal((6, 2), (both.Total, both.Stars.Count));
        Assert.Contains(few, both.Stars);
    }

    [Fact]
    public void A_pipeline_without_teff_has_none_in_the_page()
    {
        JsonNode report = Report();
        Assert.Equal(["mean_flux", "snr"], report["results"]![0]!["labels"]!.AsArray().Select(label => (string?)label!["name"]));
        Assert.Empty(report["comparisons"]!.AsArray());
        Assert.Null(report["truth"]);
    }

    [Fact]
    public void Results_are_compared_with_true_labels_where_a_catalogue_has_some()
    {
        using SixStars own = new();
        Workspace workspace = own.Workspace;
        Catalogue(workspace, "survey", "true_mean_flux", star => 100.0 + star);
        JsonNode truth = Report(workspace)["truth"]!;
        Assert.Equal(("survey", true), ((string?)truth["catalog"], (bool)truth["known"]!));
        JsonNode residual = Assert.Single(truth["residuals"]!.AsArray())!;
        Assert.Equal("NoOp mean_flux", $"{residual["pipeline"]} {residual["label"]}");

        // Star 2 has a negative flux and is bad. SyntheticStar adds 0 to 9.6 to the flux.
        Assert.Equal(5, (int)residual["deviation"]!["count"]!);
        Assert.InRange((double)residual["deviation"]!["bias"]!, 4.5, 5.1);
    }

    [Fact]
    public void A_catalogue_that_is_named_is_compared_with_by_its_plain_columns()
    {
        using SixStars own = new();
        Workspace workspace = own.Workspace;
        Catalogue(workspace, "plain", "mean_flux", star => 100.0 + star);
        Assert.Null(Report(workspace)["truth"]);
        JsonNode truth = Report(workspace, "--truth", "PLAIN")["truth"]!;
        Assert.False((bool)truth["known"]!);
        Assert.Single(truth["residuals"]!.AsArray());
    }

    [Fact]
    public void Examples_show_the_model_of_a_pipeline_that_has_one()
    {
        JsonNode[] examples = [.. Report()["examples"]!.AsArray().Select(example => example!)];
        Assert.Equal(6, examples.Length);
        Assert.All(examples, example => Assert.Equal("NoOp", (string?)example["modelled"]));
        Assert.Equal("flagged as bad by NoOp", (string?)examples[^1]["why"]);
        Assert.All(examples, example => Assert.Equal(2 * (8335 - 246), Convert.FromBase64String((string)example["model"]!).Length));
    }

    [Fact]
    public void A_model_that_is_not_that_of_the_results_is_not_shown()
    {
        JsonNode example = Report("--set", "pipelines:NoOp:factor=2")["examples"]![0]!;
        Assert.Null(example["modelled"]);
        Assert.NotNull(example["flux"]);
        Assert.Equal("NoOp: its result is of another version, model or configuration; astra run makes it anew", (string?)example["note"]);
    }

    [Fact]
    public void An_example_whose_file_has_gone_or_is_damaged_says_so()
    {
        using SixStars own = new();
        Workspace workspace = own.Workspace;
        foreach (string file in Directory.GetFiles(workspace.Stars))
        {
            File.WriteAllText(file, "no longer a spectrum");
        }

        JsonNode example = Report(workspace)["examples"]![0]!;
        Assert.Null(example["flux"]);
        Assert.NotEmpty((string)example["note"]!);
    }

    [Fact]
    public void Results_that_are_flagged_are_listed_the_bad_ones_first() => Assert.Equal(
        ["2M00000002+0000000 NEGATIVE_FLUX", "2M00000003+0000000 LOW_SNR"],
        Report()["remarkable"]!.AsArray().Select(result => $"{result!["star"]} {result["flags"]!.AsArray().Last()}"));

    [Fact]
    public void A_run_that_is_named_is_shown()
    {
        using SixStars own = new();
        Workspace workspace = own.Workspace;
        workspace.Put(new() { Number = 7 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);
        Assert.Equal(2, (int)Report(workspace)["run"]!["key"]!);
        JsonNode first = Report(workspace, "--run", "1")["run"]!;
        Assert.Equal((1, "finished"), ((int)first["key"]!, (string?)first["state"]));
        Assert.Equal(18, (int)first["pipelines"]![0]!["done"]!);
    }

    [Fact]
    public void The_names_of_stars_and_the_texts_of_flags_are_never_markup()
    {
        StringWriter page = new();
        ReportPage.Write(page, InventedReport.Of(3, InventedReport.HostileText, InventedReport.HostileText), "/* </script> */");
        string text = page.ToString();
        Assert.DoesNotContain("<img", text);
        Assert.Equal(3, text.Split("</script>").Length - 1);
        Assert.Equal(InventedReport.HostileText, (string?)Data(text)["stars"]![0]);
    }

    [Fact]
    public void A_page_of_the_most_stars_by_default_stays_under_5_MB()
    {
        StringWriter page = new();
        ReportPage.Write(page, InventedReport.Of(ReportRequest.DefaultStars), new string(' ', 1_200_000));
        Assert.InRange(page.ToString().Length, 1_300_000, 5_000_000);
    }

    [Fact]
    public void The_page_asks_nothing_of_a_network()
    {
        string page = Page(workspace);
        Assert.Contains("default-src 'none'", page);
        Assert.DoesNotContain(" src=", page[..page.IndexOf("application/json", StringComparison.Ordinal)]);
        Assert.DoesNotContain("<link rel=\"stylesheet\"", page);
    }

    [Fact]
    public void A_program_without_the_plotting_library_says_what_to_do()
    {
        UserException missing = Assert.Throws<UserException>(() => ReportLibrary.Read(workspace.Beside("nowhere")));
        Assert.Equal(ExitCode.WrongConfiguration, missing.ExitCode);
        Assert.Contains("Install Node.js", missing.Message);
    }

    [Theory]
    [InlineData("There is no catalogue 'apsca'. Ingest it", "--truth", "apsca")]
    [InlineData("There is no run 9. The runs are 1 to 1.", "--run", "9")]
    [InlineData("no pipeline 'NoOpp'. Did you mean NoOp", "--pipelines", "NoOpp")]
    [InlineData("NoOpSource has no results yet. Make some: astra run NoOpSource", "--pipelines", "NoOp,NoOpSource")]
    [InlineData("--max-stars 0 is not between 1 and 20,000.", "--max-stars", "0")]
    public void A_mistake_is_one_sentence(string sentence, params string[] arguments)
    {
        Answer answer = workspace.Astra(ExitCode.WrongUsage, ["report", .. arguments]);
        Assert.StartsWith($"astra: {sentence}", answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(Path.Combine(workspace.Folder, "report.html")));
    }

    [Fact]
    public void A_workspace_without_results_has_nothing_to_report()
    {
        using Workspace empty = new();
        empty.Put(new() { Number = 1 });
        empty.Astra(ExitCode.Done, "ingest", empty.Stars);
        Assert.Equal("astra: No pipeline has results yet, so there is nothing to report. Make some: astra run\n", empty.Astra(ExitCode.WrongUsage, "report").Error);
    }

    static void Catalogue(Workspace workspace, string name, string column, Func<int, double> value)
    {
        string file = workspace.Beside($"{name}.csv");
        File.WriteAllLines(file, ["apogee_id," + column, .. Enumerable.Range(1, 6).Select(star => Invariant($"2M{star:D8}+0000000,{value(star)}"))]);
        workspace.Astra(ExitCode.Done, "ingest", "--catalog", name, file);
    }

    JsonNode Report(params string[] arguments) => Report(workspace, arguments);

    static JsonNode Report(Workspace workspace, params string[] arguments) => Data(Page(workspace, arguments));

    static string Page(Workspace workspace, params string[] arguments)
    {
        string file = workspace.Beside("report.html");
        workspace.Astra(ExitCode.Done, ["report", "--out", file, .. arguments]);
        return File.ReadAllText(file);
    }

    static JsonNode Data(string page)
    {
        const string start = "<script type=\"application/json\" id=\"data\">";
        int from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return JsonNode.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)])!;
    }

    static string[] Stars(JsonNode report) => [.. report["stars"]!.AsArray().Select(star => (string)star!)];

    /// <summary>Six stars with two visits each, of which one has a negative flux and one a low S/N.</summary>
    public sealed class SixStars : IDisposable
    {
        public SixStars()
        {
            for (int star = 1; star <= 6; star++)
            {
                Workspace.Put(new() { Number = star, Visits = 2, Scale = star == 2 ? -1 : 1, Cards = { ["SNR"] = star == 3 ? 5.0 : 40.0 + star } });
            }

            Workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", Workspace.Stars);
        }

        internal Workspace Workspace { get; } = new();

        public void Dispose() => Workspace.Dispose();
    }
}

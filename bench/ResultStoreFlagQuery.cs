using System.Diagnostics;
using System.Globalization;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Bench;

/// <summary>
/// <c>flag-query [ROWS [DISK]]</c>: how long <c>astra query</c> takes to find and count the results with a flag among 1.5 million. Every question is asked through
/// a connection of its own, as a command asks it: warm (the file is in the page cache), and cold (the system was told to forget the file before).
/// </summary>
static class ResultStoreFlagQuery
{
    const int Rounds = 7;

    static readonly (string Name, QueryRequest Request)[] Questions =
    [
        ("--flag COMMON (10 %)", new() { Flags = ["COMMON"], Limit = 50 }),
        ("--flag FREQUENT (5 %)", new() { Flags = ["FREQUENT"], Limit = 50 }),
        ("--flag OCCASIONAL (1 %)", new() { Flags = ["OCCASIONAL"], Limit = 50 }),
        ("--flag RARE (0.1 %)", new() { Flags = ["RARE"], Limit = 50 }),
        ("--without-flag RARE (99.9 %)", new() { WithoutFlags = ["RARE"], Limit = 50 }),
        ("--flag OCCASIONAL --where \"teff < 4000\"", new() { Flags = ["OCCASIONAL"], Where = "teff < 4000", Limit = 50 }),
        ("--flag FREQUENT --where \"teff < 4000\"", new() { Flags = ["FREQUENT"], Where = "teff < 4000", Limit = 50 }),
        ("--where flag_bad", new() { Where = "flag_bad", Limit = 50 }),
        ("--where \"teff < 3510\"", new() { Where = "teff < 3510", Limit = 50 }),
        ("--where \"teff < 4000 and not flag_bad\"", new() { Where = "teff < 4000 and not flag_bad", Limit = 50 }),
    ];

    public static int Run(string[] args)
    {
        long rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_500_000;
        using ResultStoreWorkspace workspace = new(args.Length > 1 ? args[1] : null, rows * 3);
        PipelineDeclaration pipeline = ResultStorePipeline.LikeAstroNN;
        workspace.FillStars(pipeline, rows);
        Console.WriteLine($"{rows} results of combined spectra, {new FileInfo(workspace.Database).Length / 1e9:F1} GB; milliseconds, median of {Rounds} (lowest to highest)");
        Console.WriteLine($"{"",-42}{"rows",9}  {"first 50, warm",22}{"count, warm",22}{"first 50, cold",22}{"count, cold",22}");
        foreach ((string name, QueryRequest request) in Questions)
        {
            long count = 0;
            string times = string.Concat(new[] { false, true }.Select(cold =>
                Times(() => Ask(workspace, pipeline, request, first: true), workspace, cold) + Times(() => count = Ask(workspace, pipeline, request, first: false), workspace, cold)));
            Console.WriteLine($"{name,-42}{count,9}  {times}");
        }

        return 0;
    }

    static string Times(Action ask, ResultStoreWorkspace workspace, bool cold)
    {
        List<double> times = [];
        for (int round = cold ? 1 : 0; round <= Rounds; round++)
        {
            if (cold)
            {
                Forget(workspace.Database);
            }

            long start = Stopwatch.GetTimestamp();
            ask();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // The first warm one only brings the file into memory.
        List<double> counted = cold ? times : times[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{counted.Order().ElementAt(counted.Count / 2),8:F1} ({counted.Min():F1}-{counted.Max():F1})").PadLeft(22);
    }

    /// <summary>Asks as <c>astra query</c> does, from the description of the table to the last row.</summary>
    static long Ask(ResultStoreWorkspace workspace, PipelineDeclaration pipeline, QueryRequest request, bool first)
    {
        QueryTable table = workspace.Store.Describe(pipeline, visits: false, allVersions: false);
        BuiltQuery query = QueryBuilder.Build(table, request, () => workspace.Store.FlagValues(pipeline.Name, visits: false));
        using SqliteConnection connection = workspace.Store.Connect();
        return first
            ? QueryExecution.WriteRows(connection, query, RowFormat.Json.CreateWriter(query.Columns, TextWriter.Null), CancellationToken.None)
            : QueryExecution.Count(connection, query, CancellationToken.None);
    }

    static void Forget(string file)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/dd", [$"if={file}", "iflag=nocache", "count=0"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }
}

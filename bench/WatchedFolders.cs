using System.Diagnostics;
using System.Globalization;
using Astra.Host.Ingest;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;

namespace Astra.Bench;

/// <summary>
/// <c>watch [FILES [DISK]]</c>: how long the service takes to find that nothing is new below a tree of files, a hundred to a folder, by the folders'
/// dates and by looking at every file; and how long <c>find -newer</c> takes.
/// </summary>
static class WatchedFolders
{
    const int Rounds = 3;
    const int FilesInFolder = 100;
    const int FoldersInFolder = 100;

    public static int Run(string[] args)
    {
        int files = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        string root = Directory.CreateDirectory(Path.Combine(args.Length > 1 ? args[1] : Path.GetTempPath(), $"astra-watch-{Environment.ProcessId}")).FullName;
        try
        {
            string tree = Path.Combine(root, "tree");
            string stamp = Path.Combine(root, "stamp");
            using SqliteStore store = SqliteStore.Open(Path.Combine(root, "workspace"), create: true, TimeProvider.System);
            Fill(store, tree, files);
            File.WriteAllText(stamp, string.Empty);
            SourceTree watched = new(store, new Ingester(store), new LaterTime());
            watched.ScanEveryFile([tree], null, default);

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} files in {(files + FilesInFolder - 1) / FilesInFolder} folders, nothing new; seconds, median of {Rounds} (lowest to highest)"));
            Time("dates of folders", () => Check(watched.Scan([tree], null, default), unchanged: 0));
            Time("every file", () => Check(watched.ScanEveryFile([tree], null, default), unchanged: files));
            Time("find -newer", () => Find(tree, stamp));
            File.WriteAllText(Path.Combine(tree, "000", "000", "one-more.fits"), string.Empty);
            Time("one file more", () => watched.Scan([tree], null, default), rounds: 1);
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    static void Fill(SqliteStore store, string tree, int files)
    {
        foreach (int[] some in Enumerable.Range(0, files).Chunk(10_000))
        {
            using IIngestBatch batch = store.BeginIngest();
            foreach (int file in some)
            {
                int folder = file / FilesInFolder;
                string path = Path.Combine(tree, $"{folder / FoldersInFolder:D3}", $"{folder % FoldersInFolder:D3}", $"star-{file % FilesInFolder:D3}.fits");
                if (file % FilesInFolder == 0)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                }

                File.WriteAllBytes(path, []);
                batch.PutUnusable(path, FileStamp.Of(path)!.Value, "empty");
            }

            batch.Complete();
        }
    }

    static void Check(IngestReport report, long unchanged)
    {
        if (report.New + report.Changed + report.Missing + report.Rejected.Count != 0 || report.Unchanged + report.RejectedBefore != unchanged)
        {
            throw new InvalidOperationException($"It found {report}.");
        }
    }

    static void Find(string tree, string stamp)
    {
        using Process find = Process.Start(new ProcessStartInfo("find", [tree, "-newer", stamp, "-name", "*.fits"]) { RedirectStandardOutput = true })!;
        string found = find.StandardOutput.ReadToEnd();
        find.WaitForExit();
        if (found.Length > 0)
        {
            throw new InvalidOperationException("find found something new.");
        }
    }

    static void Time(string what, Action action, int rounds = Rounds)
    {
        List<double> seconds = [];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-20}{seconds.Order().ElementAt(rounds / 2),10:F2} ({seconds.Min():F2} to {seconds.Max():F2})"));
    }

    /// <summary>An hour ahead: the folders that were just made have dates that can be trusted.</summary>
    sealed class LaterTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddHours(1);
    }
}

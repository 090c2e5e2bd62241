using System.Diagnostics;
using System.Globalization;
using Astra.Host.Plugins;
using Astra.Host.Products;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Bench;

/// <summary>
/// <c>export [ROWS [DISK]]</c>: how fast results become a product, from the store to a file on the disk, and in how much memory; beside the speed of the disk,
/// and beside astropy, which writes the same table from memory, with checksums too.
/// </summary>
static class ProductWriting
{
    /// <summary>What DR20's table of AstroNN has.</summary>
    const long RowsOfDr20 = 1_585_505;

    const string Pipeline = "LikeAstroNN";

    public static int Run(string[] args)
    {
        if (args is ["only", string folder])
        {
            return ExportOnly(folder);
        }

        long rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : RowsOfDr20;
        using ResultStoreWorkspace workspace = new(args.Length > 1 ? args[1] : null, 3 * rows);
        workspace.FillStars(ResultStorePipeline.LikeAstroNN, rows);
        string store = Path.GetDirectoryName(workspace.Database)!;

        // A process of its own, so that its memory is that of the export alone.
        string[] own = Output(Environment.ProcessPath!, [.. Host(), "export", "only", store]);
        long bytes = new FileInfo(Product(store)).Length;
        double seconds = double.Parse(own[0], CultureInfo.InvariantCulture);
        Console.WriteLine($"{rows} rows, {bytes / 1e6:F0} MB, on {Environment.ProcessorCount} processors");
        Console.WriteLine($"  export       {seconds,8:F1} s {rows / seconds,10:F0} rows/s {bytes / 1e6 / seconds,8:F0} MB/s, at most {own[1]} MB of memory, {Each(own[2], rows)} us of processor time a row");
        double disk = DiskSeconds(Path.Combine(store, "disk"), bytes);
        Console.WriteLine($"  disk         {disk,8:F1} s {"",17} {bytes / 1e6 / disk,8:F0} MB/s, the same bytes written and synced; export takes {seconds / disk:F2} times as long");
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "product_writing.py");
        string[] peer = Output("/usr/bin/python3", [script, Product(store), Path.Combine(store, "peer.fits")]);
        double theirs = double.Parse(peer[0], CultureInfo.InvariantCulture);
        Console.WriteLine($"  astropy      {theirs,8:F1} s {rows / theirs,10:F0} rows/s {bytes / 1e6 / theirs,8:F0} MB/s, at most {peer[1]} MB of memory, {Each(peer[2], rows)} us of processor time a row, from memory");
        return 0;
    }

    static int ExportOnly(string folder)
    {
        using SqliteStore store = SqliteStore.Open(folder, create: false, TimeProvider.System);
        PipelineDeclaration pipeline = ResultStorePipeline.LikeAstroNN;
        using SqliteConnection connection = store.Connect();
        ProductExport export = new(pipeline, Visits: false, store.Describe(pipeline, visits: false, allVersions: false), () => store.FlagValues(pipeline.Name, visits: false))
        {
            Version = "bench",
            Created = DateTimeOffset.UnixEpoch,
        };
        Stopwatch clock = Stopwatch.StartNew();
        export.Write(connection, Product(folder), CancellationToken.None);
        double seconds = clock.Elapsed.TotalSeconds;
        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {long.Parse(peak, CultureInfo.InvariantCulture) / 1024} {Environment.CpuUsage.TotalTime.TotalSeconds}"));
        return 0;
    }

    static string Each(string seconds, long rows) => (1e6 * double.Parse(seconds, CultureInfo.InvariantCulture) / rows).ToString("F1", CultureInfo.InvariantCulture);

    static string Product(string folder) => Path.Combine(folder, $"astraAllStar{Pipeline}-bench.fits");

    /// <summary>What comes before the arguments: nothing, or the assembly where the process is the runtime's own program.</summary>
    static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ProductWriting).Assembly.Location] : [];

    static double DiskSeconds(string path, long bytes)
    {
        byte[] piece = new byte[1 << 20];
        new Random(1).NextBytes(piece);
        Stopwatch clock = Stopwatch.StartNew();
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (long left = bytes; left > 0; left -= piece.Length)
        {
            stream.Write(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
        }

        stream.Flush(flushToDisk: true);
        return clock.Elapsed.TotalSeconds;
    }

    static string[] Output(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string[] output = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
    }
}

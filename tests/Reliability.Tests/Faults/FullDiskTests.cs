using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Reliability.Tests.Crashes;

namespace Astra.Reliability.Tests.Faults;

/// <summary>A disk that is really full, or cannot be written: one sentence, and what is there is whole.</summary>
public sealed class FullDiskTests : IDisposable
{
    const long Ample = 1 << 26;

    readonly Workspace sky = new();
    readonly List<SmallDisk> disks = [];

    public FullDiskTests()
    {
        for (int i = 1; i <= 12; i++)
        {
            sky.Put(new() { Number = i });
        }
    }

    public void Dispose()
    {
        disks.ForEach(disk => disk.Dispose());
        sky.Dispose();
    }

    [SmallDiskTheory]
    [InlineData(0, true)]
    [InlineData(60_000, true)]
    [InlineData(250_000, true)]
    [InlineData(600_000, false)]
    [InlineData(900_000, false)]
    public void A_run_goes_on_where_the_disk_was_full_when_there_is_room_again(long room, bool isTooLittle)
    {
        sky.Astra(ExitCode.Done, "ingest", sky.Stars);
        sky.Astra(ExitCode.Done, "run", "NoOp", "Faulty");
        SmallDisk disk = Disk(Ample);
        Astra(disk.Folder, ExitCode.Done, "ingest", sky.Stars);
        disk.Resize(Used(disk.Folder) + room);

        Answer answer = Astra(disk.Folder, "run", "NoOp", "Faulty", "--threads", "1", "--set", "run:batch=2");

        if (isTooLittle || answer.ExitCode != ExitCode.Done)
        {
            Assert.True(answer.ExitCode == ExitCode.WrongConfiguration, answer.ToString());
            AssertOneSentence(answer);
        }

        disk.Resize(Ample);
        Assert.Empty(StoredContent.Contradictions(disk.Folder));
        Astra(disk.Folder, ExitCode.Done, "run", "NoOp", "Faulty");
        Assert.Equal(StoredContent.OfTheWork(sky.Folder), StoredContent.OfTheWork(disk.Folder));
    }

    [SmallDiskTheory]
    [InlineData("backup", "copy.db")]
    [InlineData("query NoOp --format csv --out", "table.csv")]
    [InlineData("query NoOp --format fits --out", "table.fits")]
    [InlineData("report --out", "report.html")]
    [InlineData("export NoOp --out", "astraAllStarNoOp-0.1.0.fits")]
    public void What_has_no_room_is_not_there_and_what_was_there_before_stays(string command, string name)
    {
        sky.Astra(ExitCode.Done, "run", "NoOp", "--ingest", sky.Stars);
        SmallDisk disk = Disk(Environment.SystemPageSize);
        string file = Path.Combine(disk.Folder, name);
        File.WriteAllText(file, "what was there before");

        Answer answer = sky.Astra([.. command.Split(' '), command.StartsWith("export", StringComparison.Ordinal) ? disk.Folder : file]);

        Assert.True(answer.ExitCode is ExitCode.WrongConfiguration or ExitCode.WrongUsage, answer.ToString());
        AssertOneSentence(answer);
        Assert.Equal("what was there before", File.ReadAllText(file));
        Assert.Equal([name], Directory.GetFileSystemEntries(disk.Folder).Select(Path.GetFileName));
    }

    [SmallDiskFact]
    public void A_model_that_has_no_room_is_not_there()
    {
        SmallDisk disk = Disk(Ample);
        Astra(disk.Folder, ExitCode.Done, "ingest", sky.Stars);
        string number = sky.Beside("number.txt");
        File.WriteAllText(number, "42");
        Directory.CreateDirectory(Path.Combine(disk.Folder, "models", "NoOpModel"));
        disk.Resize(Used(disk.Folder) + Environment.SystemPageSize);

        AssertOneSentence(Astra(disk.Folder, ExitCode.WrongConfiguration, "model", "import", "NoOpModel", number));

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(disk.Folder, "models", "NoOpModel")));
        disk.Resize(Ample);
        Astra(disk.Folder, ExitCode.Done, "model", "import", "NoOpModel", number);
        Assert.Contains("number", Astra(disk.Folder, ExitCode.Done, "model", "list", "NoOpModel").Output);
    }

    [SmallDiskFact]
    public void A_workspace_that_cannot_be_written_is_refused_in_a_sentence_and_stays_as_it_was()
    {
        SmallDisk disk = Disk(Ample);
        Astra(disk.Folder, ExitCode.Done, "run", "NoOp", "--ingest", sky.Stars);
        byte[] before = File.ReadAllBytes(Path.Combine(disk.Folder, SqliteStore.FileName));
        disk.ForbidWriting();

        foreach (string command in new[] { "run", "ingest", "purge --older-than 1.0", "migrate", "retry --all", "model import NoOpModel x" })
        {
            string[] arguments = command == "ingest" ? ["ingest", sky.Stars] : command.Split(' ');
            Answer answer = Astra(disk.Folder, arguments);
            Assert.True(answer.ExitCode is ExitCode.WrongConfiguration or ExitCode.WrongUsage, $"{command}: {answer}");
            AssertOneSentence(answer);
            Assert.DoesNotContain("Another run", answer.Error);
        }

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(disk.Folder, SqliteStore.FileName)));
        disk.AllowWriting();
        Assert.StartsWith("Nothing is due", Astra(disk.Folder, ExitCode.Done, "run", "NoOp").Output);
    }

    SmallDisk Disk(long bytes)
    {
        SmallDisk disk = new(sky.Beside($"disk-{disks.Count}"), bytes);
        disks.Add(disk);
        return disk;
    }

    static void AssertOneSentence(Answer answer)
    {
        Assert.StartsWith("astra: ", answer.Error);
        Assert.DoesNotContain("a mistake in astra", answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    static Answer Astra(string folder, params string[] arguments) => ConsoleCapture.Of(() => CommandLine.Run([.. arguments, "--workspace", folder]));

    static Answer Astra(string folder, int exitCode, params string[] arguments)
    {
        Answer answer = Astra(folder, arguments);
        Assert.True(answer.ExitCode == exitCode, $"astra {string.Join(' ', arguments)}: {answer}");
        return answer;
    }

    /// <summary>Bytes that files and folders take in whole pages; a folder takes none of a tmpfs's size.</summary>
    static long Used(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Sum(file => (new FileInfo(file).Length + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize);
}

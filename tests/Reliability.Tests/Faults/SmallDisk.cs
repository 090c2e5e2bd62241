using System.Globalization;
using Astra.Testing;

namespace Astra.Reliability.Tests.Faults;

/// <summary>A file system of a few pages in memory; only root may make one, and only on Linux.</summary>
sealed class SmallDisk : IDisposable
{
    public SmallDisk(string folder, long bytes)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Do("mount", "-t", "tmpfs", "-o", Size(bytes), "tmpfs", Folder);
    }

    public string Folder { get; }

    /// <summary>Why tests that need one are skipped; null where they are not.</summary>
    public static string? WhyNot { get; } = Probe();

    public void Resize(long bytes) => Do("mount", "-o", $"remount,{Size(bytes)}", Folder);

    public void ForbidWriting() => Do("mount", "-o", "remount,ro", Folder);

    public void AllowWriting() => Do("mount", "-o", "remount,rw", Folder);

    public void Dispose() => Do("umount", "-l", Folder);

    static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"size={bytes}");

    static string? Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "only root on Linux can make a small disk";
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-disk-");
        try
        {
            using SmallDisk disk = new(folder.FullName, 1 << 16);
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return $"no small disk can be made here: {refused.Message}";
        }
        finally
        {
            folder.Delete();
        }
    }

    static void Do(string program, params string[] arguments)
    {
        (int exitCode, _, string errors) = OtherProgram.Run(program, arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException(errors.Trim());
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>.</summary>
sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.WhyNot;
}

/// <summary>A test with data that needs a <see cref="SmallDisk"/>.</summary>
sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.WhyNot;
}

namespace Astra.Reliability.Tests.Disk;

/// <summary>What of the unsynced changes a failure of power leaves.</summary>
enum Survival
{
    /// <summary>All of them, as if the machine had been given time.</summary>
    Everything,

    /// <summary>None of them.</summary>
    Nothing,

    /// <summary>Each sector of each write or not, by a coin; of the changes of names the first ones.</summary>
    SomeSectors,

    /// <summary>The same, and some sectors hold neither the old nor the new bytes.</summary>
    GarbledSectors,
}

/// <summary>A disk at one instant.</summary>
sealed class DiskState(
    Dictionary<string, SimulatedFile> names, IReadOnlyList<NameChange> nameChanges,
    Dictionary<SimulatedFile, (FileContent Synced, IReadOnlyList<FileChange> Changes)> files)
{
    /// <summary>What disks write whole, or not at all.</summary>
    const int SectorBytes = 512;

    /// <summary>Whether there is anything that a failure of power could take.</summary>
    public bool HasUnsynced => nameChanges.Count > 0 || files.Values.Any(file => file.Changes.Count > 0);

    /// <summary>Writes what is left after a failure of power into a folder, by the names that the files had.</summary>
    public void WriteSurvivors(string folder, Survival survival, int seed)
    {
        Random random = new(seed);
        Dictionary<string, SimulatedFile> left = new(names);
        int namesLeft = survival switch
        {
            Survival.Everything => nameChanges.Count,
            Survival.Nothing => 0,
            _ => random.Next(nameChanges.Count + 1),
        };
        foreach (NameChange change in nameChanges.Take(namesLeft))
        {
            change.Apply(left);
        }

        Directory.CreateDirectory(folder);
        foreach ((string path, SimulatedFile file) in left.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            (FileContent synced, IReadOnlyList<FileChange> changes) = files[file];
            File.WriteAllBytes(
                Path.Combine(folder, Path.GetFileName(path)), synced.With(changes.SelectMany(change => Survivors(change, survival, random))).ToArray());
        }
    }

    static IEnumerable<FileChange> Survivors(FileChange change, Survival survival, Random random) => survival switch
    {
        Survival.Everything => [change],
        Survival.Nothing => [],
        _ when change is FileWrite write => Sectors(write).SelectMany(sector => Survivor(sector, survival, random)),
        _ => random.Next(2) == 0 ? [change] : [],
    };

    static IEnumerable<FileChange> Survivor(FileWrite sector, Survival survival, Random random)
    {
        int fate = random.Next(survival == Survival.GarbledSectors ? 3 : 2);
        if (fate == 0)
        {
            return [];
        }

        byte[] bytes = sector.Bytes;
        if (fate == 2)
        {
            bytes = new byte[sector.Bytes.Length];
            random.NextBytes(bytes);
        }

        return [sector with { Bytes = bytes }];
    }

    static IEnumerable<FileWrite> Sectors(FileWrite write)
    {
        for (int done = 0; done < write.Bytes.Length;)
        {
            int count = Math.Min(SectorBytes - (int)((write.Offset + done) % SectorBytes), write.Bytes.Length - done);
            yield return new FileWrite(write.Offset + done, write.Bytes[done..(done + count)]);
            done += count;
        }
    }
}

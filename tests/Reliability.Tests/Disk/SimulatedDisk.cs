namespace Astra.Reliability.Tests.Disk;

/// <summary>
/// The files of a folder as a disk has them that keeps no more than it was told to: of each file the content as of its last sync, and what was
/// written since; of the names those as of the last sync of the folder, and what was made and deleted since.
/// </summary>
sealed class SimulatedDisk
{
    readonly Dictionary<string, SimulatedFile> names = [];
    readonly Dictionary<string, SimulatedFile> syncedNames = [];
    readonly List<NameChange> nameChanges = [];

    /// <summary>A file that was there before anything was simulated.</summary>
    public SimulatedFile Find(string path)
    {
        if (!names.TryGetValue(path, out SimulatedFile? file))
        {
            names[path] = syncedNames[path] = file = new SimulatedFile(FileContent.Of(File.ReadAllBytes(path)));
        }

        return file;
    }

    public SimulatedFile Create(string path)
    {
        SimulatedFile file = new(FileContent.Empty);
        names[path] = file;
        nameChanges.Add(new NameChange(path, file));
        return file;
    }

    public bool Has(string path) => names.ContainsKey(path);

    public void Delete(string path)
    {
        if (names.Remove(path))
        {
            nameChanges.Add(new NameChange(path, null));
        }
    }

    public void SyncNames()
    {
        foreach (NameChange change in nameChanges)
        {
            change.Apply(syncedNames);
        }

        nameChanges.Clear();
    }

    public DiskState Capture() => new(
        new(syncedNames), [.. nameChanges], syncedNames.Values.Concat(nameChanges.Select(change => change.File)).OfType<SimulatedFile>().Distinct()
            .ToDictionary(file => file, file => (file.Synced, (IReadOnlyList<FileChange>)[.. file.Changes])));
}

/// <summary>A file by whatever name.</summary>
sealed class SimulatedFile(FileContent synced)
{
    /// <summary>What the disk has for certain.</summary>
    public FileContent Synced { get; private set; } = synced;

    /// <summary>What it may have, or not.</summary>
    public List<FileChange> Changes { get; } = [];

    public void Sync()
    {
        Synced = Synced.With(Changes);
        Changes.Clear();
    }
}

/// <summary>A name was given to a file, or (without one) taken away.</summary>
sealed record NameChange(string Path, SimulatedFile? File)
{
    public void Apply(Dictionary<string, SimulatedFile> names)
    {
        if (File is null)
        {
            names.Remove(Path);
        }
        else
        {
            names[Path] = File;
        }
    }
}

using Astra.Host.Storage;

namespace Astra.Host.Ingest;

/// <summary>
/// Finds what is new below watched folders by the folders' own dates: a folder's date moves when a file in it comes, goes or is replaced by another
/// of its name. Files in a folder whose date has not moved are not looked at one by one. Files that are rewritten in place move no folder's date;
/// <see cref="ScanEveryFile"/> finds those.
/// </summary>
sealed class SourceTree(IStore store, Ingester ingester, TimeProvider time)
{
    /// <summary>Files after which what has been found is stored.</summary>
    const int Portion = 4096;

    /// <summary>A folder that was changed just now may be changed again without its date telling so: file systems count time in steps.</summary>
    static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    /// <summary>Looks at the folders whose dates have moved, and ingests what is new there.</summary>
    /// <param name="roots">Folders, or single files.</param>
    /// <param name="progress">Told now and then how many files were looked at.</param>
    public IngestReport Scan(IReadOnlyList<string> roots, Action<long>? progress, CancellationToken cancellation) =>
        Scan(roots, everyFile: false, progress, cancellation);

    /// <summary>Looks at every file below the folders, and at those elsewhere that the workspace knows.</summary>
    /// <inheritdoc cref="Scan(IReadOnlyList{string}, Action{long}?, CancellationToken)"/>
    public IngestReport ScanEveryFile(IReadOnlyList<string> roots, Action<long>? progress, CancellationToken cancellation)
    {
        string[] below = [.. roots.Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar)];
        return Scan(roots, everyFile: true, progress, cancellation)
            + ingester.Refresh(path => !below.Any(root => path.StartsWith(root, StringComparison.Ordinal)), cancellation);
    }

    IngestReport Scan(IReadOnlyList<string> roots, bool everyFile, Action<long>? progress, CancellationToken cancellation)
    {
        Walk walk = new(store, ingester, time, everyFile, progress, cancellation);
        walk.ReadAgain(store.FilesToReadAgain());
        foreach (string root in roots)
        {
            walk.Through(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        }

        return walk.Finish();
    }

    /// <summary>One scan: what it has found and not stored yet, and what came of the rest.</summary>
    sealed class Walk(IStore store, Ingester ingester, TimeProvider time, bool everyFile, Action<long>? progress, CancellationToken cancellation)
    {
        readonly List<string> files = [];
        readonly List<FileRecord> missing = [];
        readonly List<(string Path, long Modified)> listed = [];
        readonly List<string> gone = [];
        readonly List<RejectedFile> unreachable = [];
        IngestReport report = IngestReport.Nothing;
        long seen;

        public void ReadAgain(IEnumerable<string> paths) => files.AddRange(paths.Where(File.Exists));

        public void Through(string root)
        {
            if (File.Exists(root))
            {
                files.Add(Ingester.Resolve(root));
                return;
            }

            if (!Directory.Exists(root))
            {
                unreachable.Add(new RejectedFile(root, "the folder is not there"));
                return;
            }

            IReadOnlyList<(string Path, long Modified)> known = store.ListedFolders(root);
            HashSet<string> paths = [.. known.Select(folder => folder.Path)];
            if (!paths.Contains(root))
            {
                ListWithNewFolders(root, paths);
            }

            // A folder comes before those below it.
            foreach ((string path, long modified) in known)
            {
                cancellation.ThrowIfCancellationRequested();
                if (unreachable.Any(folder => IsBelow(path, folder.Path)))
                {
                    continue;
                }

                if (Modified(path) is not { } now)
                {
                    gone.Add(path);
                    missing.AddRange(store.FilesIn(path).Where(file => file.State == FileState.Ingested));
                }
                else if (everyFile || now != modified)
                {
                    ListWithNewFolders(path, paths);
                }
            }
        }

        public IngestReport Finish()
        {
            Store();
            if (report.Missing > 0)
            {
                report += ingester.LookAtDuplicates(cancellation);
            }

            return report with { Unreachable = unreachable };
        }

        void ListWithNewFolders(string start, HashSet<string> known)
        {
            Stack<string> folders = new([start]);
            while (folders.TryPop(out string? folder))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (string below in List(folder).Where(below => known.Add(below)))
                {
                    folders.Push(below);
                }

                if (files.Count + listed.Count + missing.Count >= Portion)
                {
                    Store();
                }
            }
        }

        /// <summary>Collects what is in a folder.</summary>
        /// <returns>The folders in it.</returns>
        List<string> List(string folder)
        {
            // The date before the listing: what comes meanwhile is then found the next time.
            long modified = Modified(folder) ?? 0;
            List<string> folders = [];
            HashSet<string> found = [];
            bool empty = true;
            try
            {
                foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
                {
                    empty = false;
                    if (entry is DirectoryInfo below)
                    {
                        if (!LeadsUp(below))
                        {
                            folders.Add(below.FullName);
                        }
                    }
                    else if (Ingester.LooksLikeFits(entry.Name))
                    {
                        found.Add(entry.LinkTarget is null ? entry.FullName : Ingester.Resolve(entry.FullName));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreachable.Add(new RejectedFile(folder, FileTrouble.WithoutPath(e.Message, folder)));
                return [];
            }

            if (empty && store.HasSpectraBelow(folder))
            {
                unreachable.Add(new RejectedFile(folder, "the folder is empty, and spectra came from there before: is a disk not mounted?"));
                return [];
            }

            missing.AddRange(store.FilesIn(folder).Where(file => file.State == FileState.Ingested && !found.Contains(file.Path)));
            files.AddRange(found.Order(StringComparer.Ordinal));
            DateTimeOffset now = time.GetUtcNow();
            bool settled = now.UtcTicks - modified > Step.Ticks;
            listed.Add((folder, settled ? modified : 0));
            folders.Sort(StringComparer.Ordinal);
            folders.Reverse();
            return folders;
        }

        /// <summary>Stores what was found. The folders' dates come last: whatever stops this, they are listed again.</summary>
        void Store()
        {
            long before = seen;
            report += ingester.IngestFiles(files, progress is null ? null : count => progress(before + count), cancellation);
            ingester.PutMissing(missing);
            report = report with { Missing = report.Missing + missing.Count };
            store.PutFolders(listed, gone);
            seen += files.Count;
            files.Clear();
            missing.Clear();
            listed.Clear();
            gone.Clear();
        }

        /// <summary>Whether a link leads to a folder that it lies in, round and round.</summary>
        static bool LeadsUp(DirectoryInfo folder) => folder.LinkTarget is not null
            && (folder.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true } target || IsBelow(folder.FullName, target.FullName));

        static bool IsBelow(string path, string folder) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

        static long? Modified(string folder)
        {
            DirectoryInfo info = new(folder);
            FileSystemInfo target = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            return target.Exists ? target.LastWriteTimeUtc.Ticks : null;
        }
    }
}

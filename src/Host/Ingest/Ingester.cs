using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Ingest;

/// <summary>Brings files into the workspace: reads headers once, computes nothing. A file that has not changed since is not opened again.</summary>
sealed class Ingester(IStore store)
{
    /// <summary>Files in one transaction.</summary>
    const int BatchSize = 256;

    /// <summary>Ingests files and everything that looks like a FITS file in folders.</summary>
    /// <param name="progress">Told now and then how many files were looked at.</param>
    /// <exception cref="UserException">A path does not exist.</exception>
    public IngestReport Ingest(IEnumerable<string> paths, Action<long>? progress, CancellationToken cancellation) =>
        Ingest(paths.SelectMany(FilesOf), progress, cancellation, known: null);

    /// <summary>Ingests files, each by its path with links resolved.</summary>
    /// <inheritdoc cref="Ingest(IEnumerable{string}, Action{long}?, CancellationToken)"/>
    public IngestReport IngestFiles(IEnumerable<string> files, Action<long>? progress, CancellationToken cancellation) =>
        Ingest(files, progress, cancellation, known: null);

    /// <summary>Looks at all files that the workspace knows: changed ones are read again, vanished ones are noted.</summary>
    public IngestReport Refresh(CancellationToken cancellation) => Refresh(_ => true, cancellation);

    /// <summary>Looks at files that the workspace knows: changed ones are read again, vanished ones are noted.</summary>
    /// <param name="concerns">Whether to look at the file of a path.</param>
    public IngestReport Refresh(Func<string, bool> concerns, CancellationToken cancellation)
    {
        List<FileRecord> changed = [];
        List<FileRecord> missing = [];
        List<FileRecord> duplicates = [];
        foreach (FileRecord file in store.Files().Where(file => concerns(file.Path)))
        {
            cancellation.ThrowIfCancellationRequested();
            FileStamp? stamp = FileStamp.Of(file.Path);
            if (stamp is null)
            {
                if (file.State == FileState.Ingested)
                {
                    missing.Add(file);
                }
            }
            else if (stamp != file.Stamp || file.State == FileState.Missing)
            {
                changed.Add(file);
            }
            else if (file.State == FileState.Duplicate)
            {
                duplicates.Add(file);
            }
        }

        // Where the file that was used has gone, its copy takes its place.
        if (missing.Count > 0)
        {
            changed.AddRange(duplicates.Select(file => file with { Stamp = default }));
        }

        PutMissing(missing);
        return ReadAgain(changed, cancellation) with { Missing = missing.Count };
    }

    /// <summary>Looks at the copies of other files again: they may have to take the place of one that has gone.</summary>
    public IngestReport LookAtDuplicates(CancellationToken cancellation) => ReadAgain(
        [.. store.Files().Where(file => file.State == FileState.Duplicate && File.Exists(file.Path)).Select(file => file with { Stamp = default })],
        cancellation);

    /// <summary>Notes that files have gone.</summary>
    public void PutMissing(IEnumerable<FileRecord> missing)
    {
        foreach (FileRecord[] some in missing.Chunk(BatchSize))
        {
            using IIngestBatch batch = store.BeginIngest();
            foreach (FileRecord file in some)
            {
                batch.PutMissing(file);
            }

            batch.Complete();
        }
    }

    /// <summary>Whether a name is one of an apStar file, as far as a name can tell.</summary>
    public static bool LooksLikeFits(string path) => path.EndsWith(".fits", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".fits.gz", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".fit", StringComparison.OrdinalIgnoreCase);

    /// <summary>SDSS-V has a link without the star's version beside each newest file; both are the same file.</summary>
    public static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    IngestReport ReadAgain(IReadOnlyList<FileRecord> files, CancellationToken cancellation) =>
        Ingest(files.Select(file => file.Path), null, cancellation, files.ToDictionary(file => file.Path));

    IngestReport Ingest(
        IEnumerable<string> files, Action<long>? progress, CancellationToken cancellation, IReadOnlyDictionary<string, FileRecord>? known)
    {
        long fresh = 0, changed = 0, unchanged = 0, combined = 0, visits = 0, rejectedBefore = 0, seen = 0;
        List<RejectedFile> rejected = [];
        foreach (string[] some in files.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            List<(string Path, FileStamp Stamp, StarRecord? Star, string? Reason, bool IsNew)> read = [];
            foreach (string path in some)
            {
                if (FileStamp.Of(path) is not { } stamp)
                {
                    rejected.Add(new RejectedFile(path, "has gone since the folder was listed"));
                    continue;
                }

                FileRecord? before = known is null ? store.FindFile(path) : known[path];
                if (before is not null && before.Stamp == stamp && before.State != FileState.Missing)
                {
                    if (before.State == FileState.Ingested)
                    {
                        unchanged++;
                    }
                    else
                    {
                        rejectedBefore++;
                    }

                    continue;
                }

                // A pipe under a file's name has no length either, and opening it would wait for ever.
                (StarRecord? star, string? reason, bool mayPass) = stamp.Length == 0 ? (null, FileTrouble.Empty, false) : ReadStar(path);
                read.Add((path, mayPass ? FileStamp.ReadAgain : stamp, star, reason, before is null));
            }

            if (read.Count > 0)
            {
                using IIngestBatch batch = store.BeginIngest();
                foreach ((string path, FileStamp stamp, StarRecord? star, string? reason, bool isNew) in read)
                {
                    if (star is null)
                    {
                        batch.PutUnusable(path, stamp, reason!);
                        rejected.Add(new RejectedFile(path, reason!));
                        continue;
                    }

                    FileRecord file = batch.PutStar(path, stamp, star);
                    if (file.State != FileState.Ingested)
                    {
                        rejected.Add(new RejectedFile(path, file.Reason!));
                        continue;
                    }

                    (fresh, changed) = isNew ? (fresh + 1, changed) : (fresh, changed + 1);
                    combined++;
                    visits += star.Spectra.Count - 1;
                }

                batch.Complete();
            }

            seen += some.Length;
            progress?.Invoke(seen);
        }

        return new IngestReport(fresh, changed, unchanged, combined, visits, rejected, rejectedBefore);
    }

    static (StarRecord? Star, string? Reason, bool MayPass) ReadStar(string path)
    {
        try
        {
            using ApStarFile file = ApStarFile.Open(path);
            return (file.ReadStar(), null, false);
        }
        catch (FitsException e)
        {
            return (null, FileTrouble.WithoutPath(e.Message, path), FileTrouble.MayPass(e));
        }
        catch (Exception e) when (e is BadInputException or IOException or UnauthorizedAccessException)
        {
            return (null, e.Message, FileTrouble.MayPass(e));
        }
    }

    static IEnumerable<string> FilesOf(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
            return Directory.EnumerateFiles(full, "*", options).Where(LooksLikeFits).Order(StringComparer.Ordinal).Select(Resolve).Distinct();
        }

        return File.Exists(full)
            ? [Resolve(full)]
            : throw UserException.Usage($"There is no file or folder {path}. Name apStar files, or a folder that holds some at any depth.");
    }
}

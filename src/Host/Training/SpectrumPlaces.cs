using Astra.Host.Errors;
using Astra.Host.Ingest;
using Astra.Host.Storage;

namespace Astra.Host.Training;

/// <summary>Where the spectrum of a star is.</summary>
/// <param name="Path">The apStar file.</param>
/// <param name="Spectrum">Which of its spectra; null for the combined one.</param>
readonly record struct SpectrumPlace(string Path, string? Spectrum);

/// <summary>
/// Finds the spectra of the stars of a table, which are not opened for it: by the files that the table names, in a folder, or among what was
/// ingested.
/// </summary>
/// <param name="Found">Rows with a spectrum, in the table's order, each with its place.</param>
/// <param name="Without">Rows without one.</param>
/// <param name="From">Where the spectra come from, for the manifest.</param>
/// <param name="Notes">What else there is to say.</param>
sealed record SpectrumPlaces(
    IReadOnlyList<(LabelledRow Row, SpectrumPlace Place)> Found, IReadOnlyList<LabelledRow> Without, string From, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// Looks for the spectrum of each row: in the file that the table names, then in a folder; where the user names neither, in the workspace.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="folder">What the user gave with <c>--spectra</c>; null for nothing.</param>
    /// <param name="workspace">Opens the workspace; only called when that is where to look.</param>
    /// <exception cref="UserException">The folder is not there, or no row has a spectrum.</exception>
    public static SpectrumPlaces Find(TrainingTable table, string? folder, Func<IStore> workspace)
    {
        List<string> notes = [];
        List<string> from = [];
        string tableFolder = table.Folder;
        IReadOnlyDictionary<string, string> files = new Dictionary<string, string>();
        IReadOnlyDictionary<string, SpectrumLocation> ingested = new Dictionary<string, SpectrumLocation>();
        if (table.HasPaths)
        {
            from.Add("the files that it names");
        }

        if (folder is not null)
        {
            files = InFolder(folder, table.Rows, notes);
            from.Add($"the apStar files in {folder}");
        }
        else if (!table.HasPaths)
        {
            ingested = workspace().FindSpectra(table.Rows.Select(row => row.Spectrum ?? row.Id).OfType<string>().Distinct());
            from.Add("the workspace");
        }

        List<(LabelledRow, SpectrumPlace)> found = [];
        List<LabelledRow> without = [];
        foreach (LabelledRow row in table.Rows)
        {
            if (Place(row) is { } place)
            {
                found.Add((row, place));
            }
            else
            {
                without.Add(row);
            }
        }

        string where = string.Join(" and ", from);
        return found.Count > 0 ? new SpectrumPlaces(found, without, where, notes) : throw UserException.Usage(
            Invariant($"None of the {without.Count:N0} rows of {table.Path} has a spectrum in {where}: {LabelledRow.List(without)}. ")
            + (table.HasPaths || folder is not null
                ? "Files are named relative to the table; in a folder they are found by APOGEE identifier, as apStar-*-ID.fits."
                : "Ingest them (astra ingest PATH), or name their folder with --spectra."));

        SpectrumPlace? Place(LabelledRow row)
        {
            if (row.Path is not null && Path.GetFullPath(row.Path, tableFolder) is var named && File.Exists(named))
            {
                return new SpectrumPlace(named, row.Spectrum);
            }

            if (row.Id is not null && files.TryGetValue(row.Id, out string? file))
            {
                return new SpectrumPlace(file, row.Spectrum);
            }

            return (row.Spectrum ?? row.Id) is { } name && ingested.TryGetValue(name, out SpectrumLocation? location)
                ? new SpectrumPlace(location.Path, location.Identity)
                : null;
        }
    }

    /// <summary>
    /// The apStar files of some stars below a folder, by APOGEE identifier: of several, the newest version, then the first by path.
    /// </summary>
    static Dictionary<string, string> InFolder(string folder, IReadOnlyList<LabelledRow> rows, List<string> notes)
    {
        if (!Directory.Exists(folder))
        {
            throw UserException.Usage($"--spectra {folder} is not a folder. Name one that holds apStar files at any depth.");
        }

        HashSet<string> wanted = [.. rows.Select(row => row.Id).OfType<string>()];
        Dictionary<string, (string Path, string Version)> files = [];
        HashSet<string> several = [];
        EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        foreach (string path in Directory.EnumerateFiles(Path.GetFullPath(folder), "*.fits*", options).Order(StringComparer.Ordinal))
        {
            if (ApStarName.Parse(Path.GetFileName(path)) is not { } name || !wanted.Contains(name.Object))
            {
                continue;
            }

            string version = name.StarVersion ?? string.Empty;
            if (!files.TryGetValue(name.Object, out (string Path, string Version) other))
            {
                files[name.Object] = (path, version);
                continue;
            }

            several.Add(name.Object);
            if (string.CompareOrdinal(version, other.Version) > 0)
            {
                files[name.Object] = (path, version);
            }
        }

        if (several.Count > 0)
        {
            notes.Add(Invariant(
                $"{several.Count:N0} stars have several files in {folder}, of which the newest version counts, else the first by name: {string.Join(", ", several.Order(StringComparer.Ordinal).Take(10))}{(several.Count > 10 ? ", ..." : "")}."));
        }

        return files.ToDictionary(file => file.Key, file => file.Value.Path);
    }
}

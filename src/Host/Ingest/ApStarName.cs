using System.Text.RegularExpressions;

namespace Astra.Host.Ingest;

/// <summary>
/// What the name of an apStar file says (SDSS data model): <c>apStar-r6-OBJ.fits</c> and <c>asStar-dr17-OBJ.fits</c> of SDSS-III/IV,
/// <c>apStar-1.0-apo25m-OBJ[-MJD].fits</c> of SDSS-V.
/// </summary>
/// <param name="Prefix">ap (north) or as (south).</param>
/// <param name="Reduction">Version of the reduction, such as r6, dr17 or 1.0.</param>
/// <param name="Telescope">Only in names of SDSS-V.</param>
/// <param name="Object">Object name.</param>
/// <param name="StarVersion">MJD of the version of the star, only in names of SDSS-V.</param>
sealed partial record ApStarName(string Prefix, string Reduction, string? Telescope, string Object, string? StarVersion)
{
    /// <summary>sdss5, dr17, or the reduction of an earlier release.</summary>
    public string Release => Telescope is not null ? "sdss5" : Reduction;

    public string FileType => $"{Prefix}Star";

    /// <summary>Reads a file name; null when it is not that of an apStar file.</summary>
    public static ApStarName? Parse(string fileName)
    {
        Match match = Pattern().Match(fileName);
        return match.Success
            ? new ApStarName(match.Groups["prefix"].Value, match.Groups["apred"].Value, Group("telescope"), match.Groups["obj"].Value, Group("mjd"))
            : null;

        string? Group(string name) => match.Groups[name] is { Success: true, Value: string value } ? value : null;
    }

    [GeneratedRegex(@"^(?<prefix>ap|as)Star-(?<apred>[A-Za-z0-9_.]+)-(?:(?<telescope>apo25m|lco25m|apo1m)-)?(?<obj>[A-Za-z0-9_.+]+(?:-[0-9]{7,8})?|[A-Za-z0-9_.+-]+?)(?:-(?<mjd>[0-9]{5}))?\.fits(?:\.gz)?$")]
    private static partial Regex Pattern();
}

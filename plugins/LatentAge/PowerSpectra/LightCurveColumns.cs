namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// Which columns of a file hold a light curve. Each is a list of names, of which the first that the file has is taken, in any case: by default those
/// of Kepler's and TESS's files (corrected flux before raw) and of plain tables.
/// </summary>
sealed record LightCurveColumns
{
    /// <summary>Names of the time.</summary>
    public IReadOnlyList<string> Time { get; init; } = ["time", "bjd", "jd", "mjd", "t"];

    /// <summary>Names of the flux.</summary>
    public IReadOnlyList<string> Flux { get; init; } = ["pdcsap_flux", "flux", "sap_flux", "y"];

    /// <summary>
    /// Names of the flux's error; a file need not have one. Each belongs to the flux of the same place, so that no flux gets another's errors.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Error { get; init; } =
        [["pdcsap_flux_err"], ["flux_err", "flux_error", "e_flux", "error", "ferr", "err"], ["sap_flux_err"], ["dy", "e_y", "y_err"]];
}

namespace Astra.Host.Storage;

/// <summary>Values by column name of <see cref="SourceColumns"/> or <see cref="SpectrumColumns"/>; what is not known is absent.</summary>
sealed class Metadata : Dictionary<string, object>
{
    public Metadata()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Notes a value unless it is null or NaN.</summary>
    public void Set(string column, object? value)
    {
        if (value is not null and not double.NaN)
        {
            this[column] = value;
        }
    }
}

/// <summary>A star with its spectra, as one apStar file tells it.</summary>
/// <param name="ApogeeId">Its APOGEE identifier.</param>
/// <param name="Identity">The name of the combined spectrum, see <see cref="Spectrum.Identity"/>.</param>
/// <param name="Version">Tells a newer version of the same star's file from an older one (STARVER of SDSS-V); compared as text.</param>
sealed record StarRecord(string ApogeeId, string Identity, string Version, Metadata Source, IReadOnlyList<SpectrumRecord> Spectra);

/// <summary>A spectrum in a file.</summary>
/// <param name="Row">Which row of the images it is, from 0.</param>
sealed record SpectrumRecord(string Identity, SpectrumKind Kind, int Row, Metadata Metadata);

using Astra.Fits;
using Astra.Host.Ingest;
using Astra.Host.Storage;

namespace Astra.Host.Execution;

/// <summary>Units of work whose spectra have been read, or not, with the reason.</summary>
/// <param name="Spectra">One for each unit; null for a unit without a spectrum, or one that could not be read.</param>
/// <param name="Troubles">One for each unit; null where all is well.</param>
/// <param name="ReadSeconds">Time that reading took.</param>
sealed record Batch(IReadOnlyList<UnitRow> Units, Spectrum?[] Spectra, ReadTrouble?[] Troubles, double ReadSeconds)
{
    /// <summary>Reads the spectra of some units, each file once.</summary>
    public static Batch Read(IReadOnlyList<UnitRow> units)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Spectrum?[] spectra = new Spectrum?[units.Count];
        ReadTrouble?[] troubles = new ReadTrouble?[units.Count];
        foreach (
            IGrouping<string,
            int> file in Enumerable.Range(0, units.Count).Where(i => units[i].Spectrum is not null).GroupBy(i => units[i].Spectrum!.Path))
        {
            try
            {
                using ApStarFile star = ApStarFile.Open(file.Key);
                foreach (int i in file)
                {
                    try
                    {
                        spectra[i] = star.ReadSpectrum(units[i].Spectrum!);
                    }
                    catch (Exception e) when (ReadTrouble.From(e, file.Key) is not null)
                    {
                        troubles[i] = ReadTrouble.From(e, file.Key);
                    }
                }
            }
            catch (Exception e) when (ReadTrouble.From(e, file.Key) is not null)
            {
                foreach (int i in file)
                {
                    troubles[i] = ReadTrouble.From(e, file.Key);
                }
            }
        }

        return new Batch(units, spectra, troubles, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}

/// <summary>Why a spectrum could not be read.</summary>
/// <param name="Outcome"><see cref="Outcome.BadInput"/> for a bad file, <see cref="Outcome.Failed"/> for a disk that may be back tomorrow.</param>
sealed record ReadTrouble(Outcome Outcome, string Reason)
{
    /// <summary>Null for an exception that is not about the file.</summary>
    public static ReadTrouble? From(Exception exception, string path) => exception switch
    {
        FitsException or BadInputException when !File.Exists(path) => new ReadTrouble(Outcome.Failed, "the file has gone since it was ingested"),
        _ when FileTrouble.MayPass(exception) => new ReadTrouble(Outcome.Failed, FileTrouble.WithoutPath(exception.Message, path)),
        FitsException e => new ReadTrouble(Outcome.BadInput, FileTrouble.WithoutPath(e.Message, path)),
        BadInputException e => new ReadTrouble(Outcome.BadInput, e.Message),
        _ => null,
    };
}

using System.Globalization;
using Astra.Fits;
using Astra.Host.Ingest;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Training;

/// <summary>
/// The stars of a table, with spectra that are read from apStar files when they are asked for, or without, for a pipeline that works on sources. It
/// holds the labels and the files' names, and no spectrum.
/// </summary>
sealed class TableTrainingSet : ITrainingSet
{
    readonly IReadOnlyList<LabelledRow> rows;
    readonly IReadOnlyList<SpectrumPlace>? places;
    readonly TrainingInputs inputs;

    TableTrainingSet(
        TrainingTable table, IReadOnlyList<LabelledRow> rows, IReadOnlyList<SpectrumPlace>? places, PipelineDeclaration pipeline, string spectra)
    {
        this.rows = rows;
        this.places = places;
        inputs = new TrainingInputs(pipeline.Inputs, table.Columns);
        Labels = table.LabelNames;
        Description = Invariant($"{rows.Count:N0} stars of {table.Title}{spectra}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <inheritdoc/>
    public int Count => rows.Count;

    /// <summary>The stars that have a spectrum.</summary>
    public static TableTrainingSet WithSpectra(TrainingTable table, SpectrumPlaces spectra, PipelineDeclaration pipeline) => new(
        table, [.. spectra.Found.Select(found => found.Row)], [.. spectra.Found.Select(found => found.Place)], pipeline, $", with spectra from {spectra.From}");

    /// <summary>All stars, for a pipeline that works on sources.</summary>
    public static TableTrainingSet OfSources(TrainingTable table, PipelineDeclaration pipeline) => new(table, table.Rows, null, pipeline, string.Empty);

    /// <inheritdoc/>
    public TrainingStar Star(int star) => rows[star].Star;

    /// <inheritdoc/>
    public Target Read(int star)
    {
        LabelledRow row = rows[star];
        Source source = new(row.Row, row.Name);
        if (places is null)
        {
            return new Target(source, null, inputs.Resolve(row, static _ => double.NaN));
        }

        SpectrumPlace place = places[star];
        try
        {
            using ApStarFile file = ApStarFile.Open(place.Path);
            StarRecord record = file.ReadStar();
            SpectrumRecord spectrum = (place.Spectrum is null
                    ? record.Spectra.FirstOrDefault(candidate => candidate.Kind == SpectrumKind.Combined)
                    : record.Spectra.FirstOrDefault(candidate => candidate.Identity == place.Spectrum))
                ?? throw new BadInputException($"has no spectrum {place.Spectrum}; it has {string.Join(", ", record.Spectra.Select(known => known.Identity))}");
            return new Target(
                source,
                file.ReadSpectrum(new SpectrumLocation(
                    spectrum.Identity, spectrum.Kind, spectrum.Row, (float)Number(spectrum.Metadata, "snr"), FileKey: 0, place.Path, default)),
                inputs.Resolve(row, origin => origin.Table switch
                {
                    "source" => Number(record.Source, origin.Column),
                    "spectrum" => Number(spectrum.Metadata, origin.Column),
                    _ => double.NaN,
                }));
        }
        catch (Exception e) when (e is FitsException or BadInputException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                $"The spectrum of {row} cannot be read: {place.Path}: {FileTrouble.WithoutPath(e.Message, place.Path).TrimEnd('.')}. Mend the file, or leave the row out.", e);
        }
    }

    static double Number(Metadata metadata, string column) =>
        metadata.TryGetValue(column, out object? value) && value is double or long or int or float
        ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
        : double.NaN;
}

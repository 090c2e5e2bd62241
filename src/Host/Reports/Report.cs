using System.Text.Json.Serialization;
using Astra.Host.Storage;

namespace Astra.Host.Reports;

/// <summary>What a report is to show.</summary>
sealed record ReportRequest
{
    public const int DefaultStars = 5000;

    /// <summary>More than a browser draws in good time.</summary>
    public const int MostStars = 20_000;

    /// <summary>The pipelines to show; empty for all that have results.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>The catalogue to compare with; null for one that has true labels, if there is one.</summary>
    public string? Truth { get; init; }

    /// <summary>How many stars are drawn at most.</summary>
    public int Stars { get; init; } = DefaultStars;

    /// <summary>The run to show; null for the last.</summary>
    public long? Run { get; init; }
}

/// <summary>Everything that the page shows, as it stands in the page (JSON). Arrays of numbers have null where a value is not known.</summary>
sealed record Report
{
    public required string Workspace { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string AstraVersion { get; init; }

    public required WorkspaceCounts Counts { get; init; }

    /// <summary>Null before the first run.</summary>
    public ReportedRun? Run { get; init; }

    public required IReadOnlyList<ReportedPipeline> Pipelines { get; init; }

    public required IReadOnlyList<FailureGroup> Failures { get; init; }

    public required ReportedSample Sample { get; init; }

    /// <summary>The identifiers of the stars that are drawn; elsewhere stars are numbers of places in this list.</summary>
    public required IReadOnlyList<string> Stars { get; init; }

    public required IReadOnlyList<ResultColumns> Results { get; init; }

    public required IReadOnlyList<LabelComparison> Comparisons { get; init; }

    public TruthComparison? Truth { get; init; }

    public required IReadOnlyList<ExampleSpectrum> Examples { get; init; }

    public required IReadOnlyList<RemarkableResult> Remarkable { get; init; }
}

/// <summary>How many stars there are, and how many of them are drawn.</summary>
sealed record ReportedSample(long Total, int Drawn);

/// <param name="Seconds">How long it has taken so far.</param>
sealed record ReportedRun(
    long Key, string State, DateTimeOffset Started, DateTimeOffset? Finished, double Seconds, string Command, string? Message,
    IReadOnlyList<RunPipelineRecord> Pipelines);

/// <summary>A pipeline with the counts of all of its results.</summary>
sealed record ReportedPipeline(string Name, string Version, string Description, string? Reference, IReadOnlyList<ReportedTable> Tables);

/// <summary>The counts of one result table.</summary>
/// <param name="Spectra">What it has results of: stars, combined spectra or visits.</param>
sealed record ReportedTable(string Spectra, long Results, long Warn, long Bad, IReadOnlyList<ReportedFlag> Flags);

sealed record ReportedFlag(string Name, string Description, string Severity, long Count);

/// <summary>A label that a pipeline measures.</summary>
sealed record ReportedLabel(string Name, string Unit, string Description);

/// <summary>A value of <c>result_flags</c> that occurs.</summary>
sealed record FlagSet(IReadOnlyList<string> Names, bool Warn, bool Bad);

/// <summary>A result that somebody should look at.</summary>
/// <param name="Labels">Teff, log g and [Fe/H] as far as the pipeline has them.</param>
sealed record RemarkableResult(
    string Pipeline, string Star, double Snr, IReadOnlyList<string> Flags, bool Bad, string Why, IReadOnlyDictionary<string, double> Labels);

/// <summary>Two pipelines that measure the same labels.</summary>
/// <param name="RowsA">Rows of the results of A ...</param>
/// <param name="RowsB">... and the rows of the results of B that belong to the same spectrum, or star.</param>
sealed record LabelComparison(string A, string B, int[] RowsA, int[] RowsB, IReadOnlyList<LabelDeviation> Labels);

/// <summary>How the values of a label in two places differ; of results that neither place calls bad.</summary>
sealed record LabelDeviation(string Label, string Unit, Deviation Deviation);

/// <summary>Results against the labels of a catalogue.</summary>
/// <param name="Known">Whether the catalogue says that its labels are the truth (columns <c>true_...</c>).</param>
/// <param name="Values">Its labels for each star that is drawn.</param>
sealed record TruthComparison(
    string Catalog, string File, bool Known, IReadOnlyDictionary<string, double[]> Values, IReadOnlyList<TruthResidual> Residuals);

/// <param name="Label">The column of the pipeline.</param>
/// <param name="Truth">The label of the catalogue.</param>
sealed record TruthResidual(string Pipeline, string Label, string Truth, string Unit, Deviation Deviation);

/// <summary>An observed spectrum, and the model of a pipeline for it where there is one.</summary>
/// <param name="Why">Why this one was chosen.</param>
/// <param name="Normalisation">How the flux was divided by its continuum.</param>
/// <param name="Modelled">The pipeline whose model is shown; null for none.</param>
/// <param name="Note">Why there is no spectrum, or no model; null where all is there.</param>
/// <param name="FirstPixel">The index of the first pixel on the wavelength grid.</param>
/// <param name="Flux">See <see cref="PackedSpectrum"/>; null where the file could not be read.</param>
sealed record ExampleSpectrum(
    string Star, string Spectrum, double Snr, string Why, string Normalisation, string? Modelled, string? Note, int FirstPixel, string? Flux, string? Error,
    string? Model, IReadOnlyList<ExampleLabels> Labels);

/// <summary>What a pipeline found for an example.</summary>
sealed record ExampleLabels(
    string Pipeline, IReadOnlyList<string> Flags, bool Bad, IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, double> Errors);

/// <summary>The results of a pipeline for the stars that are drawn, by column.</summary>
sealed class ResultColumns
{
    public required string Pipeline { get; init; }

    /// <summary>What a row belongs to: a star, a combined spectrum or a visit.</summary>
    public required string Spectra { get; init; }

    public required IReadOnlyList<ReportedLabel> Labels { get; init; }

    /// <summary>The star of each row, as a place in the list of stars.</summary>
    public required int[] Star { get; init; }

    /// <summary>The signal-to-noise ratio of each row's spectrum; absent where rows belong to stars.</summary>
    public double[]? Snr { get; init; }

    /// <summary>The flags of each row, as a place in <see cref="FlagSets"/>.</summary>
    public required int[] Flags { get; init; }

    public required IReadOnlyList<FlagSet> FlagSets { get; init; }

    public required IReadOnlyDictionary<string, double[]> Values { get; init; }

    /// <summary>Errors of the labels that have one.</summary>
    public required IReadOnlyDictionary<string, double[]> Errors { get; init; }

    /// <summary>The key of each row's spectrum, or of its star where rows belong to stars.</summary>
    [JsonIgnore]
    public long[] Keys { get; init; } = [];

    /// <summary>The name of each row's spectrum; null where rows belong to stars.</summary>
    [JsonIgnore]
    public string[]? Names { get; init; }

    [JsonIgnore]
    public int Rows => Star.Length;

    public bool IsBad(int row) => FlagSets[Flags[row]].Bad;
}

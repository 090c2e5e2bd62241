namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// APOGEE Net II: Teff, log g and [Fe/H] of stars of all types by a convolutional network, with errors from draws of the spectrum with noise
/// (Sprague et al.
/// 2022, AJ 163, 152); see docs/pipelines/apogeenet.md.
/// </summary>
[Pipeline(
    "ApogeeNet",
    "1.0.0",
    "Teff, log g and [Fe/H] of stars of all types from spectrum, photometry and parallax by the network APOGEE Net II",
    Kinds = SpectrumKinds.Both,
    NeedsModel = true,
    Reference = "Sprague et al. 2022, AJ 163, 152")]
[Input("plx", "source.plx", Optional = true)]
[Input("g_mag", "source.g_mag", Optional = true)]
[Input("bp_mag", "source.bp_mag", Optional = true)]
[Input("rp_mag", "source.rp_mag", Optional = true)]
[Input("j_mag", "source.j_mag", Optional = true)]
[Input("h_mag", "source.h_mag", Optional = true)]
[Input("k_mag", "source.k_mag", Optional = true)]
[Option(DrawsOption, 20, "Draws of the spectrum with noise, from which errors come: at least 2 (the paper made 20, SDSS makes 100)")]
public sealed class ApogeeNetPipeline : IPipeline<ApogeeNetResult>
{
    const string DrawsOption = "draws";

    const int MostDraws = 1000;

    // From 84 rows on the dense layers run no faster with more, and memory is bounded.
    const int SpectraAtOnce = 4;

    readonly PipelineContext context;
    readonly ApogeeNetModel model;
    readonly NoisePasses passes;
    readonly double[] metadata = new double[SpectraAtOnce * MetadataVector.Length];
    readonly RandomSource[] random = new RandomSource[SpectraAtOnce];
    readonly double[] scratch;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is out of range.</exception>
    public ApogeeNetPipeline(PipelineContext context)
    {
        this.context = context;
        int draws = context.Option<int>(DrawsOption);
        if (draws is < 2 or > MostDraws)
        {
            throw new ConfigurationException($"pipelines:{context.Pipeline}:{DrawsOption} is {draws}; set it to 2 to {MostDraws}.");
        }

        model = context.Share(() => ApogeeNetModel.Load(context.Model));
        passes = new NoisePasses(model, draws, SpectraAtOnce);
        scratch = new double[draws];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ApogeeNetResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        ApogeeNetResult[] results = new ApogeeNetResult[batch.Count];
        for (int first = 0; first < results.Length; first += SpectraAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(SpectraAtOnce, results.Length - first);
            for (int i = 0; i < count; i++)
            {
                Target target = batch[first + i];
                MetadataVector.Read(target, Metadata(i));
                passes.Set(i, target.Spectrum, Metadata(i));
                random[i] = context.RandomFor(target);
            }

            passes.Run(random, count);
            for (int i = 0; i < count; i++)
            {
                results[first + i] = Result(i);
            }
        }

        return results;
    }

    Span<double> Metadata(int spectrum) => metadata.AsSpan(spectrum * MetadataVector.Length, MetadataVector.Length);

    ApogeeNetResult Result(int spectrum)
    {
        Prediction logg = Of(Label.Logg);
        Prediction teff = Of(Label.Teff);
        Prediction feH = Of(Label.FeH);
        if (double.IsNaN(logg.Value + teff.Value + feH.Value))
        {
            throw new NoResultException("The network's answer is not finite: the flux is far from anything that it can be asked about.");
        }

        return ApogeeNetResult.Of(model.Settings, logg, teff, feH, Metadata(spectrum), passes.DomainDistance(spectrum));

        Prediction Of(Label label) => Prediction.Of(label, passes, spectrum, model.Settings.Labels[(int)label], scratch);
    }
}

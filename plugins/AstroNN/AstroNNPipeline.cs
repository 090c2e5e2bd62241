namespace Astra.Plugins.AstroNN;

/// <summary>
/// AstroNN: Teff, log g and 20 abundances with errors by a censored Bayesian network (Leung and Bovy 2019a, MNRAS 483, 3255), as SDSS Astra runs it;
/// see
/// docs/pipelines/astronn.md.
/// </summary>
[Pipeline(
    "AstroNN",
    "1.0.0",
    "Teff, log g and 20 abundances with errors by the censored Bayesian network astroNN",
    Kinds = SpectrumKinds.Both,
    NeedsModel = true,
    Reference = "Leung and Bovy 2019, MNRAS 483, 3255")]
[Input(SpectrumFlagsInput, "spectrum.spectrum_flags", Optional = true)]
[Option(PassesOption, 100, "Passes over each spectrum, each without other neurons, from which errors come: 2 to 10000")]
public sealed class AstroNNPipeline : IPipeline<AstroNNResult>
{
    const string PassesOption = "passes";
    const string SpectrumFlagsInput = "spectrum_flags";

    const int MostPasses = 10_000;

    // Dense layers run no faster with more rows, and memory is bounded: 30 MB for 100 passes of a spectrum.
    const int RowsAtOnce = 400;

    readonly PipelineContext context;
    readonly AstroNNModel model;
    readonly DropoutPasses passes;
    readonly ulong[] seeds;
    readonly double[] spectrumFlags;
    readonly LabelEstimate[] estimates;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is out of range.</exception>
    public AstroNNPipeline(PipelineContext context)
    {
        this.context = context;
        int count = context.Option<int>(PassesOption);
        if (count is < 2 or > MostPasses)
        {
            throw new ConfigurationException($"pipelines:{context.Pipeline}:{PassesOption} is {count}; set it to 2 to {MostPasses}.");
        }

        model = context.Share(() => AstroNNModel.Load(context.Model));
        passes = new DropoutPasses(model, count, Math.Clamp(RowsAtOnce / count, 1, 16));
        seeds = new ulong[passes.Capacity];
        spectrumFlags = new double[passes.Capacity];
        estimates = new LabelEstimate[model.Settings.Labels.Length];
    }

    /// <inheritdoc/>
    public IReadOnlyList<AstroNNResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        AstroNNResult[] results = new AstroNNResult[batch.Count];
        for (int first = 0; first < results.Length; first += passes.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(passes.Capacity, results.Length - first);
            for (int i = 0; i < count; i++)
            {
                Target target = batch[first + i];
                passes.Set(i, target.Spectrum);
                seeds[i] = context.RandomFor(target).NextUInt64();
                spectrumFlags[i] = target.Input(SpectrumFlagsInput);
            }

            passes.Run(seeds, count);
            if (model.Domain is not null)
            {
                passes.FindFeatures(count);
            }

            for (int i = 0; i < count; i++)
            {
                results[first + i] = Result(i);
            }
        }

        return results;
    }

    AstroNNResult Result(int place)
    {
        for (int output = 0; output < estimates.Length; output++)
        {
            estimates[output] = passes.Estimate(place, output);
            if (!double.IsFinite(estimates[output].Value + estimates[output].Total))
            {
                throw new NoResultException(
                    $"The network's answer for {model.Settings.Labels[output].Name} is not finite: the spectrum is far from anything that it can be asked about.");
            }
        }

        double distance = model.Domain?.Distance(passes.Features(place), passes.Flux(place), passes.Noise(place)) ?? double.NaN;
        return ResultJudgement.Judge(model.Settings, estimates, distance, passes.MeasuredShare(place), spectrumFlags[place]);
    }
}

using Astra.Spectra;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// Spectro-photometric distances: a network reads the pseudo-luminosity off the spectrum, the K magnitude and the extinction of the same star make a
/// distance of it, and Gaia's parallax is taken in where there is one (Leung and Bovy 2019b, MNRAS 489, 2079); see docs/pipelines/astronndist.md.
/// </summary>
[Pipeline(
    Name,
    "1.0.0",
    "Distances from spectrum and K magnitude by a Bayesian network, combined with the parallax of Gaia",
    Kinds = SpectrumKinds.Both,
    NeedsModel = true,
    Reference = "Leung and Bovy 2019b, MNRAS 489, 2079")]
[Input("k_mag", "source.k_mag", Optional = true)]
[Input("a_k", "source.a_k", "source.a_k_wise", Optional = true)]
[Input("ebv", "extinction.ebv", "source.ebv_sfd", Optional = true)]
[Input(Parallax, "gaia.parallax", "source.plx", Optional = true)]
[Input(ParallaxError, "gaia.parallax_error", "source.e_plx", Optional = true)]
[Input("g_mag", "gaia.phot_g_mean_mag", "source.g_mag", Optional = true)]
[Input("nu_eff", "gaia.nu_eff_used_in_astrometry", Optional = true)]
[Input("pseudocolour", "gaia.pseudocolour", Optional = true)]
[Input("ecl_lat", "gaia.ecl_lat", Optional = true)]
[Input("params_solved", "gaia.astrometric_params_solved", Optional = true)]
[Input("ra", "source.ra", Optional = true)]
[Input("dec", "source.dec", Optional = true)]
[Input("spectrum_flags", "spectrum.spectrum_flags", Optional = true)]
[Option(PassesOption, 100, "Passes of the network with dropout over each spectrum, at least 2")]
public sealed class AstroNNDistPipeline : IPipeline<AstroNNDistResult>
{
    /// <summary>The pipeline's name.</summary>
    public const string Name = "AstroNNDist";

    const string Parallax = "plx";
    const string ParallaxError = "e_plx";
    const string PassesOption = "passes";

    const int MostPasses = 10_000;

    // Dense layers see all passes of a spectrum at once, so more spectra would not make them faster.
    const int SpectraAtOnce = 2;

    readonly PipelineContext context;
    readonly AstroNNDistModel model;
    readonly LuminosityPasses passes;
    readonly ContinuumNormalisation continuum;
    readonly bool[] hasData = new bool[ApogeeDistArchitecture.Inputs];

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is out of range.</exception>
    public AstroNNDistPipeline(PipelineContext context)
    {
        this.context = context;
        int count = context.Option<int>(PassesOption);
        if (count is < 2 or > MostPasses)
        {
            throw new ConfigurationException($"pipelines:{context.Pipeline}:{PassesOption} is {count}; set it to 2 to {MostPasses}.");
        }

        model = context.Share(() => AstroNNDistModel.Load(context.Model));
        passes = new LuminosityPasses(model, count, SpectraAtOnce);
        continuum = new ContinuumNormalisation(model.Seen);
    }

    /// <inheritdoc/>
    public IReadOnlyList<AstroNNDistResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        AstroNNDistResult[] results = new AstroNNDistResult[batch.Count];
        Span<ulong> seeds = stackalloc ulong[SpectraAtOnce];
        for (int first = 0; first < results.Length; first += SpectraAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(SpectraAtOnce, results.Length - first);
            for (int i = 0; i < count; i++)
            {
                Span<float> sigma = passes.Sigma(i);
                continuum.Normalise(batch[first + i].Spectrum, passes.Flux(i), sigma, hasData);
                for (int pixel = 0; pixel < sigma.Length; pixel++)
                {
                    sigma[pixel] = hasData[pixel] ? sigma[pixel] : 0;
                }

                seeds[i] = context.RandomFor(batch[first + i]).NextUInt64();
            }

            passes.Run(seeds[..count]);
            for (int i = 0; i < count; i++)
            {
                results[first + i] = Result(batch[first + i], i);
            }
        }

        return results;
    }

    AstroNNDistResult Result(Target target, int spectrum)
    {
        LuminosityEstimate raw = passes.Of(spectrum);
        if (!double.IsFinite(raw.Value) || !double.IsFinite(raw.Error))
        {
            throw new NoResultException("The network's answer is not finite: the spectrum is far from anything that it can be asked about.");
        }

        LuminosityEstimate luminosity = raw with { Error = model.Settings.ErrorScale * raw.Error };
        StarPhotometry photometry = StarPhotometry.Of(target.Input("k_mag"), target.Input("a_k"), target.Input("ebv"));
        GaiaParallax gaia = OfGaia(target);
        AstroNNDistResult result = AstroNNDistResult.Of(luminosity, photometry, gaia) with
        {
            DomainDistance = (float)Math.Min(passes.DomainDistance(spectrum), float.MaxValue),
        };
        return result with
        {
            Flags = AstroNNDistJudgement.Flags(result, photometry, gaia, model.Settings, target.Input("spectrum_flags")),
        };
    }

    static GaiaParallax OfGaia(Target target)
    {
        InputValue parallax = target.Input(Parallax);
        InputValue error = target.Input(ParallaxError);
        double latitude = target.Input("ecl_lat");
        if (double.IsNaN(latitude))
        {
            latitude = EclipticLatitude.Of(target.Input("ra"), target.Input("dec"));
        }

        double recipe = GaiaZeroPoint.Of(
            target.Input("g_mag"), target.Input("nu_eff"), target.Input("pseudocolour"), latitude, target.Input("params_solved"));
        return AreOfOneTable(parallax, error) ? GaiaParallax.Of(parallax, error, recipe) : GaiaParallax.None;
    }

    static bool AreOfOneTable(InputValue one, InputValue other) =>
        one.Origin is string a && other.Origin is string b && a.AsSpan(0, a.IndexOf('.')).SequenceEqual(b.AsSpan(0, b.IndexOf('.')));
}

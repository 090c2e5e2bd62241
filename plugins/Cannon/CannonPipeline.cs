using System.Globalization;

namespace Astra.Plugins.Cannon;

/// <summary>
/// The Cannon, test step: the labels of a spectrum from a quadratic model of the flux of every pixel (Ness et al. 2015, ApJ 808, 16). The spectrum is
/// normalised as the model's training spectra were; see docs/pipelines/cannon.md.
/// </summary>
[Pipeline(
    "Cannon",
    "1.0.0",
    "Stellar labels from a quadratic model of the flux of every pixel, trained on real spectra",
    Kinds = SpectrumKinds.Both,
    NeedsModel = true,
    Reference = "Ness et al. 2015, ApJ 808, 16")]
[Option(MaxIterationsOption, 100, "The most steps that the fit takes from each of its four starting points")]
[Option(BadPixelMaskOption, (int)(PixelMask.Bad | PixelMask.SkyLine), "Pixels with any of these bits of the pixel mask are left out of the fit")]
[Option(MinPixelsOption, 1000, "A spectrum with fewer usable pixels than this gets no result")]
public sealed class CannonPipeline : IPipeline<CannonResult>
{
    const string MaxIterationsOption = "max_iterations";
    const string BadPixelMaskOption = "bad_pixel_mask";
    const string MinPixelsOption = "min_pixels";

    readonly CannonModel model;
    readonly LabelFitter fitter;
    readonly AspcapContinuum? continuumFitter;
    readonly PixelMask badPixels;
    readonly int minPixels;
    readonly bool[] hasData = new bool[WavelengthGrid.Pixels];
    readonly bool[] continuumPixels = new bool[WavelengthGrid.Pixels];
    readonly double[] continuum = new double[WavelengthGrid.Pixels];
    readonly double[] flux;
    readonly double[] variance;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is out of range.</exception>
    public CannonPipeline(PipelineContext context)
    {
        model = context.Share(() => CannonModel.Load(context.Model));
        badPixels = (PixelMask)context.Option<int>(BadPixelMaskOption);
        minPixels = AtLeast(context, MinPixelsOption, model.Labels + 1);
        fitter = new LabelFitter(model, AtLeast(context, MaxIterationsOption, 1));
        continuumFitter = model.Settings.Continuum.Method == ContinuumSettings.None ? null : new AspcapContinuum(model.Settings.Continuum, model.Chips);
        flux = new double[model.Pixels.Length];
        variance = new double[model.Pixels.Length];
    }

    /// <inheritdoc/>
    public IReadOnlyList<CannonResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        CannonResult[] results = new CannonResult[batch.Count];
        for (int n = 0; n < results.Length; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            results[n] = Analyse(batch[n].Spectrum);
        }

        return results;
    }

    static int AtLeast(PipelineContext context, string option, int least)
    {
        int value = context.Option<int>(option);
        return value >= least ? value : throw new ConfigurationException(
            $"pipelines:{context.Pipeline}:{option} is {value}; set it to {least} or more.");
    }

    CannonResult Analyse(Spectrum spectrum)
    {
        for (int p = 0; p < hasData.Length; p++)
        {
            hasData[p] = spectrum.HasData(p);
        }

        FindContinuum(spectrum);
        Normalise(spectrum);
        LabelFit fit = fitter.Fit(flux, variance) ?? throw new NoResultException(
            $"The usable pixels do not determine the {model.Labels} labels of the model: chi-square has no minimum from any starting point.")
        {
            Flags = CannonFlags.FittingFailure,
        };
        double distance = model.Training.Distance(fit.Labels);
        return CannonResult.Of(model.Settings.Labels, fit, distance, FitJudgement.Flags(model, fit, distance));
    }

    void FindContinuum(Spectrum spectrum)
    {
        if (continuumFitter is null)
        {
            Array.Fill(continuum, 1);
            return;
        }

        ReadOnlySpan<PixelMask> mask = spectrum.Mask.Span;
        PixelMask unfit = (PixelMask)model.Settings.Continuum.BadPixelMask;
        for (int p = 0; p < continuumPixels.Length; p++)
        {
            continuumPixels[p] = hasData[p] && (mask[p] & unfit) == 0;
        }

        continuumFitter.Fit(spectrum.Flux.Span, continuumPixels, continuum);
    }

    /// <summary>Fills <see cref="flux"/> and <see cref="variance"/>.</summary>
    /// <exception cref="NoResultException">Too few pixels are left.</exception>
    void Normalise(Spectrum spectrum)
    {
        ReadOnlySpan<float> observed = spectrum.Flux.Span;
        ReadOnlySpan<float> error = spectrum.Error.Span;
        ReadOnlySpan<PixelMask> mask = spectrum.Mask.Span;
        int used = 0;
        int noFlux = 0;
        int noError = 0;
        int masked = 0;
        int noContinuum = 0;
        for (int n = 0; n < flux.Length; n++)
        {
            int p = model.Pixels[n];
            flux[n] = 0;
            variance[n] = double.PositiveInfinity;
            if (!float.IsFinite(observed[p]))
            {
                noFlux++;
            }
            else if (!hasData[p])
            {
                noError++;
            }
            else if ((mask[p] & badPixels) != 0)
            {
                masked++;
            }
            else if (double.IsNaN(continuum[p]))
            {
                noContinuum++;
            }
            else
            {
                double sigma = Math.Max(error[p] / continuum[p], model.Settings.ErrorFloor);
                flux[n] = observed[p] / continuum[p];
                variance[n] = sigma * sigma;
                used++;
            }
        }

        if (used < minPixels)
        {
            throw new NoResultException(string.Create(
                CultureInfo.InvariantCulture,
                $"Only {used} of the model's {flux.Length} pixels can be used, and {MinPixelsOption} is {minPixels}: " +
                $"{noFlux} have no finite flux, {noError} no error between 0 and 1e9, {masked} are masked ({BadPixelMaskOption} {(int)badPixels}), " +
                $"{noContinuum} lie where no continuum could be fitted."));
        }
    }
}

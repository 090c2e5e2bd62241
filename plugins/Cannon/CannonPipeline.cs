using System.Globalization;

namespace Astra.Plugins.Cannon;

/// <summary>
/// The Cannon, test step: the labels of a spectrum from a polynomial model of the flux of every pixel (Ness et al. 2015, ApJ 808, 16). The spectrum is
/// normalised as the model's training spectra were; see docs/pipelines/cannon.md.
/// </summary>
[Pipeline(
    "Cannon",
    "1.1.0",
    "Stellar labels from a polynomial model of the flux of every pixel, trained on real spectra",
    Kinds = SpectrumKinds.Both,
    NeedsModel = true,
    Reference = "Ness et al. 2015, ApJ 808, 16")]
[Option(MaxIterationsOption, 100, "The most steps that the fit takes from each of its four starting points")]
[Option(BadPixelMaskOption, (int)(PixelMask.Bad | PixelMask.SkyLine), "Pixels with any of these bits of the pixel mask are left out of the fit")]
[Option(MinPixelsOption, 1000, "A spectrum with fewer usable pixels than this gets no result")]
public sealed class CannonPipeline : IPipeline<CannonResult>, ISpectrumModel
{
    const string MaxIterationsOption = "max_iterations";
    const string BadPixelMaskOption = "bad_pixel_mask";
    const string MinPixelsOption = "min_pixels";

    readonly CannonModel model;
    readonly LabelFitter fitter;
    readonly SpectrumNormaliser normaliser;
    readonly int badPixels;
    readonly int minPixels;
    readonly double[] flux;
    readonly double[] variance;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is out of range.</exception>
    public CannonPipeline(PipelineContext context)
    {
        model = context.Share(() => CannonModel.Load(context.Model));
        badPixels = context.Option<int>(BadPixelMaskOption);
        minPixels = AtLeast(context, MinPixelsOption, model.Labels + 1);
        fitter = new LabelFitter(model, AtLeast(context, MaxIterationsOption, 1));
        normaliser = new SpectrumNormaliser(model.Settings.Continuum, model.Chips, model.Settings.ErrorFloor, (PixelMask)badPixels);
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

    /// <inheritdoc/>
    public ModelSpectrum Model(Target target)
    {
        double[] expected = model.Flux(Fit(target.Spectrum).Labels);
        float[] observed = Unknown();
        float[] error = Unknown();
        float[] modelled = Unknown();
        for (int n = 0; n < model.Pixels.Length; n++)
        {
            int pixel = model.Pixels[n];
            if (double.IsFinite(model.Variance[n]))
            {
                modelled[pixel] = (float)expected[n];
                if (double.IsFinite(variance[n]))
                {
                    observed[pixel] = (float)flux[n];
                    error[pixel] = (float)Math.Sqrt(variance[n] + model.Variance[n]);
                }
            }
        }

        return new ModelSpectrum(observed, error, modelled);

        static float[] Unknown()
        {
            float[] values = new float[WavelengthGrid.Pixels];
            Array.Fill(values, float.NaN);
            return values;
        }
    }

    static int AtLeast(PipelineContext context, string option, int least)
    {
        int value = context.Option<int>(option);
        return value >= least ? value : throw new ConfigurationException(
            $"pipelines:{context.Pipeline}:{option} is {value}; set it to {least} or more.");
    }

    CannonResult Analyse(Spectrum spectrum)
    {
        LabelFit fit = Fit(spectrum);
        double distance = model.Training.Distance(fit.Labels);
        return CannonResult.Of(model.Settings, fit, distance, FitJudgement.Flags(model, fit, distance));
    }

    /// <exception cref="NoResultException">Too few pixels are left, or they do not determine the labels.</exception>
    LabelFit Fit(Spectrum spectrum)
    {
        Normalise(spectrum);
        return fitter.Fit(flux, variance) ?? throw new NoResultException(
            $"The usable pixels do not determine the {model.Labels} labels of the model: chi-square has no minimum from any starting point.")
        {
            Flags = CannonFlags.FittingFailure,
        };
    }

    /// <summary>Fills <see cref="flux"/> and <see cref="variance"/>.</summary>
    /// <exception cref="NoResultException">Too few pixels are left.</exception>
    void Normalise(Spectrum spectrum)
    {
        PixelCounts counts = normaliser.Normalise(spectrum, flux, variance);
        int used = 0;
        int unknown = 0;
        for (int n = 0; n < flux.Length; n++)
        {
            bool known = double.IsFinite(model.Variance[n]);
            unknown += known ? 0 : 1;
            used += known && double.IsFinite(variance[n]) ? 1 : 0;
        }

        if (used < minPixels)
        {
            throw new NoResultException(string.Create(
                CultureInfo.InvariantCulture,
                $"Only {used} of the model's {flux.Length - unknown} pixels can be used, and {MinPixelsOption} is {minPixels}: " +
                $"{counts.NoFlux} have no finite flux, {counts.NoError} no error between 0 and 1e9, " +
                $"{counts.Masked} are masked ({BadPixelMaskOption} {badPixels}), {counts.NoContinuum} lie where no continuum could be fitted" +
                $"{(unknown > 0 ? $"; of {unknown} more the model says nothing" : "")}."));
        }
    }
}

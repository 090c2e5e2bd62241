using Astra.Plugins.LatentAge.Network;

namespace Astra.Plugins.LatentAge;

/// <summary>
/// Ages of red giants from their spectra through a latent space that knows how giants oscillate (Leung et al. 2023, MNRAS 522, 4577); see
/// docs/pipelines/latentage.md.
/// </summary>
[Pipeline(
    Name,
    "1.0.0",
    "Ages of red giants from the latent space of a network that makes their power spectra of their spectra",
    Kinds = SpectrumKinds.Both,
    NeedsModel = true,
    Reference = "Leung et al. 2023, MNRAS 522, 4577")]
[Input("teff", "aspcap.teff", "AstroNN.teff")]
[Input("e_teff", "aspcap.teff_err", "AstroNN.e_teff", Optional = true)]
[Input("logg", "aspcap.logg", "AstroNN.logg")]
[Input("fe_h", "aspcap.fe_h", "AstroNN.fe_h")]
[Input("e_fe_h", "aspcap.fe_h_err", "AstroNN.e_fe_h", Optional = true)]
[Input("snr", "spectrum.snr", Optional = true)]
[Input("spectrum_flags", "spectrum.spectrum_flags", Optional = true)]
[Option(SampleInputsOption, true, "Whether errors count those of the latent numbers, Teff and [Fe/H]; those of the published catalogue do not")]
public sealed class LatentAgePipeline : IPipeline<LatentAgeResult>
{
    /// <summary>The pipeline's name.</summary>
    public const string Name = "LatentAge";

    const string SampleInputsOption = "sample_inputs";

    readonly PipelineContext context;
    readonly LatentAgeModel model;
    readonly SpectrumEncoder encoder;
    readonly LatentReading reading;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used.</exception>
    public LatentAgePipeline(PipelineContext context)
    {
        this.context = context;
        model = context.Share(() => LatentAgeModel.Load(context.Model));
        encoder = new SpectrumEncoder(model.Network);
        reading = new LatentReading(model.Forests, context.Option<bool>(SampleInputsOption));
    }

    /// <inheritdoc/>
    public IReadOnlyList<LatentAgeResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        LatentAgeResult[] results = new LatentAgeResult[batch.Count];
        for (int i = 0; i < results.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            results[i] = Analyse(batch[i]);
        }

        return results;
    }

    LatentAgeResult Analyse(Target target)
    {
        LatentPoint point = encoder.Encode(target.Spectrum);
        RandomSource random = context.RandomFor(target);
        (double, double)[] labels = new (double, double)[LatentLabels.All.Count];
        Array.Fill(labels, (double.NaN, double.NaN));
        for (int i = 0; i < model.Settings.Labels.Length; i++)
        {
            // Drawn whether or not it is reported, so that what is reported does not depend on what else is.
            LabelSettings settings = model.Settings.Labels[i];
            (double value, double scatter) = reading.Label(i, point, random);
            int place = PlaceOf(settings.Name);
            if (settings.IsReported)
            {
                LatentLabel label = LatentLabels.All[place];
                labels[place] = (label.FromTarget(value), label.ErrorFrom(value, settings.Error.Error(scatter)));
            }
        }

        return LatentAgeJudgement.Judge(model, reading, point, StarLabels.Of(target), LatentAgeResult.Of(point, labels), random) with
        {
            RedClumpProbability = (float)reading.RedClumpProbability(point),
        };
    }

    static int PlaceOf(string name)
    {
        int place = 0;
        while (LatentLabels.All[place].Name != name)
        {
            place++;
        }

        return place;
    }
}

using Astra.Neural;
using Astra.Plugins.DistMass.Isochrones;

namespace Astra.Plugins.DistMass;

/// <summary>
/// Distances, masses and ages from labels, for stars of which there need be no spectrum: networks give the absolute magnitude and masses, isochrones
/// the ages
/// (Stone-Martinez et al. 2024, AJ 167, 73); see docs/pipelines/distmass.md.
/// </summary>
[Pipeline(
    Name,
    "1.0.0",
    "Distances, masses and ages from Teff, log g, [Fe/H], [C/Fe] and [N/Fe]",
    Unit = UnitOfWork.Source,
    NeedsModel = true,
    Reference = "Stone-Martinez et al. 2024, AJ 167, 73")]
[Input("labels", "aspcap.teff", "AstroNN.c_h")] // of AstroNN all five are needed, and not every model of it knows carbon
[Input("teff", "aspcap.teff", Optional = true)]
[Input("e_teff", "aspcap.teff_err", Optional = true)]
[Input("logg", "aspcap.logg", Optional = true)]
[Input("e_logg", "aspcap.logg_err", Optional = true)]
[Input("fe_h", "aspcap.fe_h", Optional = true)]
[Input("e_fe_h", "aspcap.fe_h_err", Optional = true)]
[Input("c_fe", "aspcap.c_fe", Optional = true)]
[Input("e_c_fe", "aspcap.c_fe_err", Optional = true)]
[Input("c_h", "aspcap.c_h", Optional = true)]
[Input("n_fe", "aspcap.n_fe", Optional = true)]
[Input("e_n_fe", "aspcap.n_fe_err", Optional = true)]
[Input("n_h", "aspcap.n_h", Optional = true)]
[Input("astronn_teff", "AstroNN.teff", Optional = true)]
[Input("e_astronn_teff", "AstroNN.e_teff", Optional = true)]
[Input("astronn_logg", "AstroNN.logg", Optional = true)]
[Input("e_astronn_logg", "AstroNN.e_logg", Optional = true)]
[Input("astronn_fe_h", "AstroNN.fe_h", Optional = true)]
[Input("e_astronn_fe_h", "AstroNN.e_fe_h", Optional = true)]
[Input("astronn_c_h", "AstroNN.c_h", Optional = true)]
[Input("e_astronn_c_h", "AstroNN.e_c_h", Optional = true)]
[Input("astronn_n_h", "AstroNN.n_h", Optional = true)]
[Input("e_astronn_n_h", "AstroNN.e_n_h", Optional = true)]
[Input("aspcapflag", "aspcap.aspcapflag", Optional = true)]
[Input("k_mag", "source.k_mag", "aspcap.k", Optional = true)]
[Input("e_k_mag", "source.e_k_mag", "aspcap.k_err", Optional = true)]
[Input("h_mag", "source.h_mag", "aspcap.h", Optional = true)]
[Input("e_h_mag", "source.e_h_mag", "aspcap.h_err", Optional = true)]
[Input("irac_mag", "source.mag4_5", "aspcap.irac_4_5", Optional = true)]
[Input("e_irac_mag", "aspcap.irac_4_5_err", Optional = true)]
[Input("w2_mag", "source.w2_mag", "aspcap.wise_4_5", Optional = true)]
[Input("e_w2_mag", "aspcap.wise_4_5_err", Optional = true)]
[Input("ebv", "source.ebv_sfd", "aspcap.sfd_ebv", Optional = true)]
[Input("a_k", "source.a_k", "aspcap.ak_targ", Optional = true)]
[Input("b", "source.b", "aspcap.glat", Optional = true)]
[Input("plx", "source.plx", "gaia.parallax", "aspcap.gaiaedr3_parallax", Optional = true)]
[Input("e_plx", "source.e_plx", "gaia.parallax_error", "aspcap.gaiaedr3_parallax_error", Optional = true)]
[Input("gaia_dist", "gaia.r_med_photogeo", "aspcap.gaiaedr3_r_med_photogeo", Optional = true)]
[Input("gaia_dist_lower", "gaia.r_lo_photogeo", "aspcap.gaiaedr3_r_lo_photogeo", Optional = true)]
[Input("gaia_dist_upper", "gaia.r_hi_photogeo", "aspcap.gaiaedr3_r_hi_photogeo", Optional = true)]
public sealed class DistMassPipeline : IPipeline<DistMassResult>
{
    /// <summary>The pipeline's name.</summary>
    public const string Name = "DistMass";

    readonly DistMassModel model;
    readonly IsochroneFile isochrones;
    readonly MagnitudeWork work = new();
    readonly Session?[] sessions;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used.</exception>
    public DistMassPipeline(PipelineContext context)
    {
        model = context.Share(() => DistMassModel.Load(context.Model.Folder));
        isochrones = context.Share(() => IsochroneFile.Read(IsochroneFile.Shipped));
        sessions = [.. Enum.GetValues<NetworkTarget>().Select(target => model[target]?.CreateSession())];
    }

    /// <inheritdoc/>
    public IReadOnlyList<DistMassResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        StarInputs[] inputs = [.. batch.Select(StarInputs.Of)];
        int[] usable = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].Labels.AreKnown && inputs[i].Labels.Implausible is null)];
        StellarLabels[] labels = [.. usable.Select(i => inputs[i].Labels)];
        double[] magnitudes = Ask(NetworkTarget.AbsoluteMagnitude, labels);
        double[] labelErrors = MagnitudeErrors(labels, [.. usable.Select(i => inputs[i].Errors)], magnitudes);
        double[][] masses = [.. NetworkTargets.Masses.Select(target => Ask(target, labels))];
        DistMassResult[] results = new DistMassResult[inputs.Length];
        int next = 0;
        for (int i = 0; i < results.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            StarInputs star = inputs[i];
            if (next == usable.Length || usable[next] != i)
            {
                results[i] = Without(star.Labels);
                continue;
            }

            StarAnswer answer = new(model, isochrones, star, model.MembershipOf(batch[i].Source.ApogeeId))
            {
                Magnitude = magnitudes[next],
                MagnitudeLabelError = labelErrors[next],
                Masses = [.. masses.Select(mass => mass[next])],
            };
            results[i] = answer.ToResult(work);
            next++;
        }

        return results;
    }

    /// <summary>What to say of a star whose labels cannot be used: the labels themselves, and why.</summary>
    static DistMassResult Without(in StellarLabels labels) => new DistMassResult
    {
        Flags = DistMassFlags.NoResult | (labels.AreKnown ? DistMassFlags.LabelImplausible : DistMassFlags.LabelMissing),
    }.With(labels);

    double[] Ask(NetworkTarget target, StellarLabels[] labels)
    {
        if (model[target] is { } network)
        {
            return network.Predict(sessions[(int)target]!, labels);
        }

        double[] none = new double[labels.Length];
        Array.Fill(none, double.NaN);
        return none;
    }

    /// <summary>
    /// What the labels' errors do to the absolute magnitudes: each label moved by its error, the changes added in quadrature. An error that is not
    /// known counts as none; without any there is nothing to say.
    /// </summary>
    double[] MagnitudeErrors(StellarLabels[] labels, StellarLabels[] errors, double[] magnitudes)
    {
        double[] squared = new double[labels.Length];
        Array.Fill(squared, double.NaN);
        for (int label = 0; label < StellarLabels.Count; label++)
        {
            int moving = label;
            double[] moved = Ask(NetworkTarget.AbsoluteMagnitude,
                [.. labels.Select((star, i) => star.Moved(moving, double.IsNaN(errors[i][moving]) ? 0 : errors[i][moving]))]);
            for (int i = 0; i < squared.Length; i++)
            {
                if (!double.IsNaN(errors[i][label]))
                {
                    double change = moved[i] - magnitudes[i];
                    squared[i] = (double.IsNaN(squared[i]) ? 0 : squared[i]) + (change * change);
                }
            }
        }

        return Array.ConvertAll(squared, Math.Sqrt);
    }
}

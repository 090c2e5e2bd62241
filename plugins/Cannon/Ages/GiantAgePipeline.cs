using Astra.Isochrones;

namespace Astra.Plugins.Cannon.Ages;

/// <summary>
/// Masses and ages of red giants: the mass from asteroseismology or else from The Cannon, the age from isochrones at this mass and metallicity in one
/// evolutionary state (Ness et al. 2016, ApJ 823, 114, sections 2.2 and 2.3); see docs/pipelines/giant-ages.md.
/// </summary>
[Pipeline(
    Name,
    "1.0.0",
    "Masses of red giants from seismology or The Cannon, and their ages from isochrones",
    Unit = UnitOfWork.Source,
    NeedsModel = true,
    Reference = "Ness et al. 2016, ApJ 823, 114")]
[Input(MassIndicator, "apokasc.numax", "apokasc.nu_max", "Cannon.log_mass")]
[Input("nu_max", "apokasc.numax", "apokasc.nu_max", Optional = true)]
[Input("e_nu_max", "apokasc.numax_err", "apokasc.e_nu_max", Optional = true)]
[Input("delta_nu", "apokasc.deltanu", "apokasc.delta_nu", Optional = true)]
[Input("e_delta_nu", "apokasc.deltanu_err", "apokasc.e_delta_nu", Optional = true)]
[Input("f_delta_nu", "apokasc.fdnu", Optional = true)]
[Input("e_f_delta_nu", "apokasc.fdnu_err", Optional = true)]
[Input("teff", "apokasc.teff", "Cannon.teff", "aspcap.teff", Optional = true)]
[Input("e_teff", "apokasc.teff_err", "Cannon.e_teff", "aspcap.teff_err", Optional = true)]
[Input("logg", "apokasc.logg", "Cannon.logg", "aspcap.logg", Optional = true)]
[Input("fe_h", "apokasc.fe_h", "Cannon.fe_h", "aspcap.fe_h", Optional = true)]
[Input("e_fe_h", "apokasc.fe_h_err", "Cannon.e_fe_h", "aspcap.fe_h_err", Optional = true)]
[Input("alpha_fe", "apokasc.alp_fe", "Cannon.alpha_fe", "aspcap.alpha_m", Optional = true)]
[Input("log_mass", "Cannon.log_mass", Optional = true)]
[Input("e_log_mass", "Cannon.e_log_mass", Optional = true)]
[Option(GiantAgeOptions.State, "red_clump", "Isochrones are read in this state: red_clump (as Ness et al. 2016) or red_giant_branch")]
[Option(GiantAgeOptions.MassLoss, true, "Whether masses are current ones, after Reimers mass loss of 0.2; otherwise they are taken as initial ones")]
[Option(GiantAgeOptions.SeismicErrors, "fractional", "Errors of nu_max and Delta nu are fractional (as APOKASC-2 has them) or absolute (microhertz)")]
[Option(GiantAgeOptions.Correction, false, "Whether to multiply Delta nu by the catalogue's correction f; a star without it gets no seismic mass")]
[Option(GiantAgeOptions.SolarNuMax, 3140.0, "nu_max of the Sun in microhertz")]
[Option(GiantAgeOptions.SolarDeltaNu, 135.03, "Delta nu of the Sun in microhertz")]
[Option(GiantAgeOptions.SolarTeff, 5777.0, "Effective temperature of the Sun in kelvin")]
[Option(GiantAgeOptions.Alpha, false, "Whether [M/H] is [Fe/H] with the alpha elements (Salaris et al. 1993); otherwise [Fe/H], as in Ness et al. 2016")]
[Option(GiantAgeOptions.CannonError, 0.07, "Error of The Cannon's log_mass in dex, added to the formal one (0.07: cross-validation of Ness et al. 2016)")]
[Option(GiantAgeOptions.MaxMassError, 0.25, "LARGE_MASS_ERROR is set where the error of the mass is above this fraction of it")]
public sealed class GiantAgePipeline : IPipeline<GiantAgeResult>
{
    /// <summary>The pipeline's name.</summary>
    public const string Name = "GiantAge";

    /// <summary>
    /// The error of The Cannon's Teff in kelvin and [Fe/H] in dex, by cross-validation (Ness et al. 2016, section 3.1); formal ones are far too
    /// small.
    /// </summary>
    const double CannonTeffError = 31;
    const double CannonFeHError = 0.02;

    const string CannonTable = "Cannon.";

    // Required, while each way to a mass by itself is optional: a star with neither is left out, and the plan says so.
    const string MassIndicator = "nu_max_or_log_mass";

    readonly GiantAgeOptions options;
    readonly GiantAgeRelation relation;

    /// <summary>Opens the pipeline.</summary>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is out of range.</exception>
    public GiantAgePipeline(PipelineContext context)
    {
        options = GiantAgeOptions.Read(context);
        relation = context.Share(() => AgeModel.Load(context.Model)).Relation(options.EvolutionaryState);
    }

    /// <inheritdoc/>
    public IReadOnlyList<GiantAgeResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        GiantAgeResult[] results = new GiantAgeResult[batch.Count];
        for (int n = 0; n < results.Length; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            results[n] = Analyse(batch[n]);
        }

        return results;
    }

    GiantAgeResult Analyse(Target target)
    {
        Measurement teff = Label(target, "teff", "e_teff", CannonTeffError);
        Measurement feH = Label(target, "fe_h", "e_fe_h", CannonFeHError);
        double alpha = target.Input("alpha_fe");
        Measurement seismic = Seismic(target, teff);
        InputValue logMass = target.Input("log_mass");
        Measurement cannon = Cannon(logMass, target.Input("e_log_mass"));
        Measurement mass = seismic.IsKnown ? seismic : cannon;
        if (!mass.IsKnown)
        {
            throw new NoResultException(WithoutMass(target, teff.Value))
            {
                Flags = GiantAgeFlags.NoMass,
            };
        }

        double metallicity = options.AlphaEnhancement && double.IsFinite(alpha) ? feH.Value + Salaris(alpha) : feH.Value;
        AgeInterval age = double.IsNaN(metallicity)
            ? AgeInterval.None
            : AgeInterval.Of(relation, mass, new Measurement(metallicity, feH.Error), isInitial: !options.HasMassLoss);
        GiantAgeFlags flags = (seismic.IsKnown ? GiantAgeFlags.SeismicMass : GiantAgeFlags.CannonMass)
            | (mass.Fraction <= options.LargestMassError ? GiantAgeFlags.None : GiantAgeFlags.LargeMassError)
            | GiantAgeJudgement.OfLabels(teff.Value, target.Input("logg"), feH.Value, alpha)
            | GiantAgeJudgement.OfAge(relation, age.LogAge, metallicity);
        return new GiantAgeResult
        {
            Mass = (float)mass.Value,
            MassError = (float)mass.Error,
            MassOrigin = seismic.IsKnown ? "seismic" : logMass.Origin,
            Age = (float)Math.Pow(10, age.LogAge),
            AgeLower = (float)Math.Pow(10, age.LogAge - age.Below),
            AgeUpper = (float)Math.Pow(10, age.LogAge + age.Above),
            LogAge = (float)age.LogAge,
            LogAgeError = (float)((age.Below + age.Above) / 2),
            SeismicMass = (float)seismic.Value,
            SeismicMassError = (float)seismic.Error,
            CannonMass = (float)cannon.Value,
            CannonMassError = (float)cannon.Error,
            Metallicity = (float)metallicity,
            Flags = flags,
        };
    }

    Measurement Seismic(Target target, Measurement teff)
    {
        Measurement nuMax = Frequency(target, "nu_max", "e_nu_max");
        Measurement deltaNu = Frequency(target, "delta_nu", "e_delta_nu");
        Measurement correction = options.HasCorrection
            ? new Measurement(target.Input("f_delta_nu"), Positive(target.Input("e_f_delta_nu")))
            : new Measurement(1, 0);
        return options.Sun.Of(nuMax, deltaNu, teff, correction);
    }

    Measurement Frequency(Target target, string value, string error)
    {
        double frequency = target.Input(value);
        double given = Positive(target.Input(error));
        return new Measurement(frequency, options.HasFractionalErrors ? given * frequency : given);
    }

    /// <summary>Log-normal: an error in dex becomes a fraction of the mass.</summary>
    Measurement Cannon(double logMass, double formal)
    {
        double mass = Math.Pow(10, logMass);
        double dex = Math.Sqrt((double.IsFinite(formal) ? formal * formal : 0) + (options.CannonMassError * options.CannonMassError));
        return double.IsFinite(mass) && mass > 0 ? new Measurement(mass, mass * dex * Math.Log(10)) : Measurement.None;
    }

    /// <summary>A label with an error that is from the same table; The Cannon's formal errors are raised by those of its cross-validation.</summary>
    static Measurement Label(Target target, string value, string error, double cannonError)
    {
        InputValue label = target.Input(value);
        InputValue given = target.Input(error);
        bool sameTable = label.Origin is string origin && given.Origin is string other
            && origin.AsSpan(0, origin.IndexOf('.')).SequenceEqual(other.AsSpan(0, other.IndexOf('.')));
        double sigma = sameTable ? Positive(given) : double.NaN;
        if (label.Origin?.StartsWith(CannonTable, StringComparison.Ordinal) == true)
        {
            sigma = Math.Sqrt((double.IsNaN(sigma) ? 0 : sigma * sigma) + (cannonError * cannonError));
        }

        return new Measurement(label, sigma);
    }

    /// <summary>Errors of zero and below stand for "not known" in published tables.</summary>
    static double Positive(double error) => error > 0 && double.IsFinite(error) ? error : double.NaN;

    /// <summary>
    /// [M/H] less [Fe/H] of a mixture with enhanced alpha elements (Salaris, Chieffi and Straniero 1993, ApJ 414, 580, equation 3).
    /// </summary>
    static double Salaris(double alpha) => Math.Log10((0.638 * Math.Pow(10, alpha)) + 0.362);

    string WithoutMass(Target target, double teff)
    {
        List<(string Name, double Value)> needed = [("nu_max", target.Input("nu_max")), ("Delta nu", target.Input("delta_nu")), ("Teff", teff)];
        if (options.HasCorrection)
        {
            needed.Add(($"f ({GiantAgeOptions.Correction} is set)", target.Input("f_delta_nu")));
        }

        string missing = string.Join(", ", needed.Where(input => !(input.Value > 0)).Select(input => input.Name));
        return $"No mass: there is no usable {missing} for a seismic one, and The Cannon has no log_mass.";
    }
}

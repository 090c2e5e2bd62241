using Astra.Isochrones;

namespace Astra.Plugins.Cannon.Ages;

/// <summary>The options of <see cref="GiantAgePipeline"/>.</summary>
/// <param name="EvolutionaryState">The state in which isochrones are read.</param>
/// <param name="HasMassLoss">Whether masses are current ones.</param>
/// <param name="HasFractionalErrors">Whether errors of frequencies are fractions of them.</param>
/// <param name="HasCorrection">Whether Delta nu is multiplied by f.</param>
/// <param name="Sun">The scaling relation with the Sun's values.</param>
/// <param name="AlphaEnhancement">Whether [M/H] differs from [Fe/H].</param>
/// <param name="CannonMassError">In dex.</param>
/// <param name="LargestMassError">A fraction of the mass.</param>
sealed record GiantAgeOptions(
    EvolutionaryState EvolutionaryState,
    bool HasMassLoss,
    bool HasFractionalErrors,
    bool HasCorrection,
    SeismicMass Sun,
    bool AlphaEnhancement,
    double CannonMassError,
    double LargestMassError)
{
    public const string State = "evolutionary_state";
    public const string MassLoss = "mass_loss";
    public const string SeismicErrors = "seismic_errors";
    public const string Correction = "use_f_delta_nu";
    public const string SolarNuMax = "solar_nu_max";
    public const string SolarDeltaNu = "solar_delta_nu";
    public const string SolarTeff = "solar_teff";
    public const string Alpha = "alpha_enhancement";
    public const string CannonError = "cannon_mass_error";
    public const string MaxMassError = "max_mass_error";

    /// <summary>Reads the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it and what it may be.</exception>
    public static GiantAgeOptions Read(PipelineContext context)
    {
        return new GiantAgeOptions(
            Choice(State, "red_clump", "red_giant_branch") == "red_clump" ? EvolutionaryState.RedClump : EvolutionaryState.RedGiantBranch,
            context.Option<bool>(MassLoss),
            Choice(SeismicErrors, "fractional", "absolute") == "fractional",
            context.Option<bool>(Correction),
            new SeismicMass(Number(SolarNuMax, 1000, 10000), Number(SolarDeltaNu, 50, 500), Number(SolarTeff, 5000, 6500)),
            context.Option<bool>(Alpha),
            Number(CannonError, 0, 10),
            Number(MaxMassError, 0, 1000));

        string Choice(string option, params string[] known)
        {
            string value = context.Option<string>(option);
            return known.Contains(value) ? value : throw new ConfigurationException(
                $"pipelines:{context.Pipeline}:{option} is '{value}'; set it to {string.Join(" or ", known)}.");
        }

        double Number(string option, double least, double most)
        {
            double value = context.Option<double>(option);
            return value >= least && value <= most ? value : throw new ConfigurationException(FormattableString.Invariant(
                $"pipelines:{context.Pipeline}:{option} is {value}; set it to a number from {least} to {most}."));
        }
    }
}

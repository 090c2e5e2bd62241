namespace Astra.Plugins.Cannon;

/// <summary>Which flags a fit deserves: the rules behind the texts of <see cref="CannonFlags"/>.</summary>
static class FitJudgement
{
    /// <summary>How far outside of the training range a label may lie, as a fraction of the range.</summary>
    public const double RangeMargin = 0.05;

    /// <summary>Ness et al. 2016 (ApJ 823, 114, section 3.1) remove stars above this reduced chi-square from their own training set.</summary>
    public const double PoorReducedChiSquare = 2;

    /// <summary>Real giants within the published model's range stay below this, combined spectra of real dwarfs above (docs/pipelines/cannon.md).</summary>
    public const double BadReducedChiSquare = 3;

    /// <summary>The flags of a fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fit">Its fit to a spectrum.</param>
    /// <param name="distance">The distance of the labels to the nearest training star (<see cref="TrainingLabels.Distance"/>).</param>
    public static CannonFlags Flags(CannonModel model, LabelFit fit, double distance)
    {
        CannonFlags flags = CannonFlags.None;
        for (int i = 0; i < fit.Labels.Length; i++)
        {
            double margin = RangeMargin * (model.Training.Maximum[i] - model.Training.Minimum[i]);
            bool inside = fit.Labels[i] >= model.Training.Minimum[i] - margin && fit.Labels[i] <= model.Training.Maximum[i] + margin;
            flags |= inside ? CannonFlags.None : OutOfRange(model.Settings.Labels[i]);
        }

        // Written so that a number that is not finite counts against the result.
        Set(CannonFlags.SparselyTrained, !(distance <= model.Settings.SparseDistance));
        Set(CannonFlags.FarFromTraining, !(distance <= model.Settings.FarDistance));
        Set(CannonFlags.PoorFit, !(fit.ReducedChiSquare <= PoorReducedChiSquare));
        Set(CannonFlags.BadFit, !(fit.ReducedChiSquare <= BadReducedChiSquare));
        Set(CannonFlags.FewPixels, 2 * fit.Pixels < model.UsablePixels);
        Set(CannonFlags.NotConverged, !fit.Converged);
        Set(CannonFlags.AtBound, fit.AtBound);
        Set(CannonFlags.OutsideMassSelection, model.Settings.Labels.Contains("log_mass") && !IsWithinMassSelection(model.Settings.Labels, fit.Labels));
        Set(CannonFlags.OutsideHull, !model.Training.Surrounds(fit.Labels));
        return flags;

        void Set(CannonFlags flag, bool condition) => flags |= condition ? flag : CannonFlags.None;
    }

    /// <summary>
    /// The stars whose masses Ness et al. 2016 (ApJ 823, 114, section 4) publish. A label that the model does not have is not asked for.
    /// </summary>
    static bool IsWithinMassSelection(string[] names, double[] labels)
    {
        return Within(4054, 5120, "teff") && Within(1.35, 3.3, "logg") && Within(-0.85, 0.30, "fe_h") && Within(-0.03, 0.30, "alpha_fe", "alpha_m");

        bool Within(double above, double below, params string[] candidates) => candidates
            .Select(name => Array.IndexOf(names, name))
            .Where(i => i >= 0)
            .All(i => labels[i] > above && labels[i] < below);
    }

    static CannonFlags OutOfRange(string label) => label switch
    {
        "teff" => CannonFlags.TeffOutOfRange,
        "logg" => CannonFlags.LoggOutOfRange,
        "fe_h" => CannonFlags.FeHOutOfRange,
        _ => CannonFlags.OtherLabelOutOfRange,
    };
}

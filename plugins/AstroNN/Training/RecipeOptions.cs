using Astra.Neural;
using Astra.Spectra.Training;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>
/// What both networks are trained by besides what every training on spectra has (Leung and Bovy 2019a, b): penalised convolutions, published cuts,
/// and errors from passes that leave out neurons.
/// </summary>
abstract record RecipeOptions : SpectrumTrainingOptions
{
    public const string DropoutOption = "dropout";
    public const string PenaltyOption = "penalty";
    public const string SelectionOption = "selection";
    public const string PassesOption = "passes";

    public const string None = "none";
    public const string Dr17 = "dr17";

    readonly double penalty;

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    protected RecipeOptions(TrainingContext context)
        : base(context)
    {
        penalty = Number(context, PenaltyOption, 0, 1);
        IsSelected = Choice(context, SelectionOption, [None, Dr17]) == Dr17;
        Passes = Whole(context, PassesOption, 2, 10_000);
    }

    /// <summary>Whether only stars within the published cuts are taken.</summary>
    public bool IsSelected { get; }

    /// <summary>Passes over each spectrum for the calibration of the errors.</summary>
    public int Passes { get; }

    /// <inheritdoc/>
    protected override WeightPenalty? Penalty => penalty > 0 ? new WeightPenalty(L2: penalty, AppliesTo: IsPenalised) : null;

    static bool IsPenalised(Parameter parameter) => parameter.Name is "conv1.weight" or "conv2.weight" or "dense_1.weight";
}

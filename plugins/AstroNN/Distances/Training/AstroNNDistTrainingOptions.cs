using Astra.Plugins.AstroNN.Training;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>The options of the trainer of distances, checked.</summary>
sealed record AstroNNDistTrainingOptions : RecipeOptions
{
    public const string LuminosityOption = "luminosity";
    public const string IsochronesOption = "isochrones";
    public const string ZeroPointOption = "zero_point";

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    public AstroNNDistTrainingOptions(TrainingContext context)
        : base(context)
    {
        Luminosity = Choice(context, LuminosityOption, [LuminosityLabels.First, .. LuminosityLabels.Origins]);
        Isochrones = context.Option<string>(IsochronesOption);
        ZeroPoint = Number(context, ZeroPointOption, -10, 10);
        Dropout = Number(context, DropoutOption, 0, 0.9);
    }

    /// <summary>What pseudo-luminosities are made of.</summary>
    public string Luminosity { get; }

    /// <summary>Isochrone tables with K magnitudes; empty for none.</summary>
    public string Isochrones { get; }

    /// <summary>The zero point of parallaxes of stars without one of their own, mas.</summary>
    public double ZeroPoint { get; }

    /// <summary>The share of the neurons that each pass leaves out.</summary>
    public double Dropout { get; }
}

namespace Astra.Plugins.AstroNN.Training;

/// <summary>The options of AstroNN's trainer, checked.</summary>
sealed record AstroNNTrainingOptions : RecipeOptions
{
    public const string FirstHiddenOption = "first_hidden";
    public const string SecondHiddenOption = "second_hidden";
    public const string WindowsOption = "windows";

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    public AstroNNTrainingOptions(TrainingContext context)
        : base(context)
    {
        Dropout = (float)Number(context, DropoutOption, 0.001, 0.9);
        Hidden = [Whole(context, FirstHiddenOption, 1, 4096), Whole(context, SecondHiddenOption, 1, 4096)];
        Windows = context.Option<string>(WindowsOption) is { Length: > 0 } windows ? ElementWindows.Read(windows) : ElementWindows.Published();
    }

    /// <summary>The share of the neurons that each pass leaves out.</summary>
    public float Dropout { get; }

    /// <summary>Neurons of the two dense layers of the whole spectrum.</summary>
    public int[] Hidden { get; }

    /// <summary>For each element, the pixels that its branch sees.</summary>
    public bool[][] Windows { get; }
}

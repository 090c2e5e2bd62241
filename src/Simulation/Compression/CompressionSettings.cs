namespace Astra.Simulation;

/// <summary>How a compact emulator is trained.</summary>
public sealed record CompressionSettings
{
    /// <summary>Where random numbers start.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many components spectra are made of, beside their level.</summary>
    public int Components { get; init; } = 144;

    /// <summary>Units of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [256, 256, 256];

    /// <summary>Spectra that the network is trained on.</summary>
    public int Draws { get; init; } = 80_000;

    /// <summary>Passes over them.</summary>
    public int Epochs { get; init; } = 120;

    /// <summary>Spectra in a mini-batch.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The highest learning rate of Adam; it falls along half a cosine.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>Spectra that it is tested on, of each kind.</summary>
    public int Tests { get; init; } = 3000;

    /// <summary>Threads to use. What comes of it does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message says which and what it may be.</exception>
    internal void Check()
    {
        Require(Components is >= 1 and <= 1000, nameof(Components), "1 to 1000", Components);
        bool layers = Hidden.Count is >= 1 and <= 8 && Hidden.All(units => units is >= 1 and <= 4096);
        Require(layers, nameof(Hidden), "1 to 8 layers of 1 to 4096 units", Hidden.Count);
        Require(Draws >= 100 && Draws > 2 * Components, nameof(Draws), "100 or more, and more than twice the components", Draws);
        Require(Epochs >= 1, nameof(Epochs), "1 or more", Epochs);
        Require(BatchSize >= 1, nameof(BatchSize), "1 or more", BatchSize);
        Require(Rate is > 0 and < 1, nameof(Rate), "above 0 and below 1", Rate);
        Require(Tests >= 100, nameof(Tests), "100 or more", Tests);
        Require(Threads >= 1, nameof(Threads), "1 or more", Threads);
    }

    static void Require(bool right, string name, string rule, double value)
    {
        if (!right)
        {
            throw new ConfigurationException(FormattableString.Invariant($"The emulator's {name} must be {rule}, not {value}. Change it."));
        }
    }
}

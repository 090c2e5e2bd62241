namespace Astra.Simulation;

/// <summary>Where the labels of simulated stars come from when no table has them. Safe for several threads.</summary>
public interface ILabelSource
{
    /// <summary>What its stars are, for manifests and logs, to be read after "stars".</summary>
    string Description { get; }

    /// <summary>The labels of a star, within the emulator's limits: the same each time, whatever else is drawn.</summary>
    /// <param name="star">Its number, 0 or more.</param>
    /// <returns>A value for each of the emulator's labels, in its order and units.</returns>
    double[] Draw(long star);
}

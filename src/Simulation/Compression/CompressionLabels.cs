using System.Security.Cryptography;
using System.Text;

namespace Astra.Simulation;

/// <summary>
/// The labels that a compact emulator learns from: two of five evenly from the whole box of labels that the original takes, so that nothing within
/// its limits is unknown, and three of five where stars are (<see cref="KielLabels"/>), where it is to be best.
/// </summary>
sealed class CompressionLabels
{
    const int Cycle = 5;
    const int FromBox = 2;

    readonly IReadOnlyList<EmulatorLabel> limits;
    readonly KielLabels stars;
    readonly string name;

    /// <summary>Makes a source of labels.</summary>
    /// <param name="original">The emulator whose labels they are.</param>
    /// <param name="purpose">Sets of different purposes, such as training and testing, have nothing in common.</param>
    /// <param name="seed">Where random numbers start.</param>
    public CompressionLabels(Emulator original, string purpose, int seed)
    {
        limits = original.Labels;
        name = FormattableString.Invariant($"compression labels\n{purpose}\n{seed}");
        stars = new KielLabels(original, BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
    }

    /// <summary>The labels of a star, in the emulator's order and units; the same each time.</summary>
    public double[] Draw(int star) => star % Cycle < FromBox ? DrawInBox(star) : DrawWhereStarsAre(star);

    /// <summary>Labels from anywhere within the limits.</summary>
    public double[] DrawInBox(int star)
    {
        RandomSource random = RandomSource.FromName(FormattableString.Invariant($"{name}\n{star}"));
        return [.. limits.Select(label => Math.Min(label.Minimum + ((label.Maximum - label.Minimum) * random.NextDouble()), label.Maximum))];
    }

    /// <summary>Labels as stars have them.</summary>
    public double[] DrawWhereStarsAre(int star) => stars.Draw(star);
}

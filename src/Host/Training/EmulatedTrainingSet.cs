using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Simulation;

namespace Astra.Host.Training;

/// <summary>Stars whose spectra are drawn from an emulator when they are asked for, each time the same. It holds labels, and no spectrum.</summary>
sealed class EmulatedTrainingSet : ITrainingSet
{
    readonly IEmulatedStars stars;
    readonly SpectrumSimulator simulator;
    readonly TrainingInputs inputs;

    /// <param name="stars">The stars.</param>
    /// <param name="simulator">Makes spectra of the emulator that the stars were chosen for.</param>
    /// <param name="pipeline">The pipeline that is trained.</param>
    public EmulatedTrainingSet(IEmulatedStars stars, SpectrumSimulator simulator, PipelineDeclaration pipeline)
    {
        this.stars = stars;
        this.simulator = simulator;
        inputs = new TrainingInputs(pipeline.Inputs, stars.Columns);
        SimulationSettings settings = simulator.Settings;
        string snr = settings.SnrMin == settings.SnrMax ? Invariant($"{settings.SnrMin}") : Invariant($"{settings.SnrMin} to {settings.SnrMax}");
        string rotation = settings.VsiniMax > 0 ? Invariant($" and v sin i 0 to {settings.VsiniMax} km/s") : string.Empty;
        string from = $"{stars.Description}, with spectra drawn from the emulator {Path.GetFileName(simulator.Emulator.Path)}";
        Description = Invariant($"{from} at S/N {snr}{rotation} (seed {settings.Seed})");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => stars.Labels;

    /// <inheritdoc/>
    public int Count => stars.Count;

    /// <summary>Reads what follows <c>--snr</c>: a number, or the smallest and the largest with a colon between them.</summary>
    /// <exception cref="UserException">It is neither.</exception>
    public static (double Minimum, double Maximum) ReadSnr(string text)
    {
        string[] parts = text.Split(':');
        double[] numbers = [.. parts.Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return numbers.Length <= 2 && numbers.All(number => number > 0 && double.IsFinite(number)) && numbers[0] <= numbers[^1]
            ? (numbers[0], numbers[^1])
            : throw UserException.Usage($"--snr '{text}' is neither a number above 0, such as 100, nor a range, such as 10:300.");
    }

    /// <summary>Reads what follows <c>--vsini</c>: the largest projected rotation velocity, km/s.</summary>
    /// <exception cref="UserException">It is none that can be drawn.</exception>
    public static double ReadVsini(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && number is >= 0 and <= SimulationSettings.FastestBroadening
            ? number
            : throw UserException.Usage(
                Invariant($"--vsini '{text}' is no velocity from 0 to {SimulationSettings.FastestBroadening} km/s. Write a number, such as 50."));

    /// <inheritdoc/>
    public TrainingStar Star(int star) => stars.Star(star);

    /// <inheritdoc/>
    public Target Read(int star)
    {
        LabelledRow row = stars.Row(star);
        SimulatedSpectrum simulated = simulator.Draw(stars.Number(star), stars.EmulatorLabels(star));
        return new Target(
            new Source(row.Row, stars.Star(star).Name),
            simulated.Spectrum,
            inputs.Resolve(row, origin => origin.Table is "source" or "spectrum"
                ? simulated.Metadata.GetValueOrDefault(origin.Column, double.NaN)
                : double.NaN));
    }
}

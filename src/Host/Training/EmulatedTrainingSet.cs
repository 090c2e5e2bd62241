using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Simulation;

namespace Astra.Host.Training;

/// <summary>Stars whose spectra are drawn from an emulator when they are asked for, each time the same. It holds labels, and no spectrum.</summary>
sealed class EmulatedTrainingSet : ITrainingSet
{
    readonly EmulatedStars stars;
    readonly SpectrumSimulator simulator;
    readonly TrainingInputs inputs;

    /// <param name="table">The table of labels.</param>
    /// <param name="stars">Its stars, or those that are drawn from it.</param>
    /// <param name="simulator">Makes spectra of the emulator that the stars were chosen for.</param>
    /// <param name="pipeline">The pipeline that is trained.</param>
    public EmulatedTrainingSet(LabelTable table, EmulatedStars stars, SpectrumSimulator simulator, PipelineDeclaration pipeline)
    {
        this.stars = stars;
        this.simulator = simulator;
        inputs = new TrainingInputs(pipeline.Inputs, table.Columns);
        Labels = table.LabelNames;
        SimulationSettings settings = simulator.Settings;
        string snr = settings.SnrMin == settings.SnrMax ? Invariant($"{settings.SnrMin}") : Invariant($"{settings.SnrMin} to {settings.SnrMax}");
        string from = stars.AreDrawn
            ? Invariant($"{stars.Count:N0} stars drawn from {stars.Rows:N0} of {Path.GetFileName(table.Path)}")
            : Invariant($"{stars.Count:N0} stars of {Path.GetFileName(table.Path)}");
        Description = Invariant($"{from}, with spectra drawn from the emulator {Path.GetFileName(simulator.Emulator.Path)} at S/N {snr} (seed {settings.Seed})");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <inheritdoc/>
    public int Count => stars.Count;

    /// <summary>Reads what follows <c>--snr</c>: a number, or the smallest and the largest with a colon between them.</summary>
    /// <exception cref="UserException">It is neither.</exception>
    public static (double Minimum, double Maximum) ReadSnr(string text)
    {
        string[] parts = text.Split(':');
        double[] numbers = [.. parts.Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return numbers.Length <= 2 && numbers.All(number => number > 0 && double.IsFinite(number)) && numbers[0] <= numbers[^1]
            ? (numbers[0], numbers[^1])
            : throw UserException.Usage($"--snr '{text}' is neither a number above 0, such as 100, nor a range, such as 10:300.");
    }

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
            inputs.Resolve(row, origin => origin.Table is "source" or "spectrum" ? simulated.Metadata.GetValueOrDefault(origin.Column, double.NaN) : double.NaN));
    }
}

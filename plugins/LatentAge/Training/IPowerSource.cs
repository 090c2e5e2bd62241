using System.Globalization;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Plugins.LatentAge.PowerSpectra.Simulation;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>Where the power spectra of a training set come from.</summary>
interface IPowerSource
{
    /// <summary>What they are, for the manifest.</summary>
    string Origin { get; }

    /// <summary>Why there is no power spectrum of a star, as in "without Delta nu"; null where there is one.</summary>
    string? Fault(TrainingGiant giant);

    /// <summary>The power spectrum of a star that has no fault.</summary>
    /// <returns>2092 natural logarithms of power over background.</returns>
    float[] Of(TrainingGiant giant);

    /// <summary>That of another star with the same labels; null where there is none.</summary>
    float[]? Another(TrainingGiant giant);
}

/// <summary>Power spectra simulated from nu_max, Delta nu and evolutionary state.</summary>
/// <param name="context">Has the seed.</param>
sealed class SimulatedPower(TrainingContext context) : IPowerSource
{
    /// <inheritdoc/>
    public string Origin => "simulated from nu_max, Delta nu and evolutionary state";

    /// <inheritdoc/>
    public string? Fault(TrainingGiant giant) => !double.IsFinite(giant.DeltaNu)
        ? "without Delta nu, from which power spectra are simulated,"
        : giant.IsClump is null
            ? "without evolutionary state, from which power spectra are simulated,"
            : SimulatedGiant.IsOfGiant(giant.NuMax, giant.DeltaNu) ? null : "with a Delta nu that no giant of its nu_max has";

    /// <inheritdoc/>
    public float[] Of(TrainingGiant giant) => Draw(giant, "power spectrum");

    /// <inheritdoc/>
    public float[]? Another(TrainingGiant giant) => Draw(giant, "another power spectrum");

    float[] Draw(TrainingGiant giant, string purpose) => SimulatedPowerSpectrum.Draw(
        giant.NuMax, giant.DeltaNu, giant.IsClump!.Value,
        context.RandomFor(string.Create(CultureInfo.InvariantCulture, $"{purpose} {giant.Name} {giant.Index}")));
}

/// <summary>Power spectra of light curves, as <c>astra train LatentAge psd</c> makes them.</summary>
/// <param name="path">The file.</param>
sealed class ObservedPower(string path) : IPowerSource
{
    readonly PowerSpectrumFile file = PowerSpectrumFile.Read(path);

    /// <inheritdoc/>
    public string Origin => $"of the light curves in {Path.GetFileName(path)}";

    /// <inheritdoc/>
    public string? Fault(TrainingGiant giant) => Find(giant) is null ? $"without a power spectrum in {Path.GetFileName(path)} (by name or the label kic)" : null;

    /// <inheritdoc/>
    public float[] Of(TrainingGiant giant) => Find(giant)!.LnPower;

    /// <inheritdoc/>
    public float[]? Another(TrainingGiant giant) => null;

    PowerSpectrumRow? Find(TrainingGiant giant) => file.Find(giant.Name) ?? (giant.Kic is { } kic ? file.FindKic(kic) : null);
}

namespace Astra.Neural;

/// <summary>
/// Learns what the training set of a network that takes spectra looks like: its features in a hidden layer (<see cref="DomainFit"/>), and its spectra.
/// The next steps are <see cref="SpectralDomainCalibration"/> and <see cref="SpectralDomain"/>.
/// </summary>
public sealed class SpectralDomainFit
{
    /// <summary>Principal components of the spectra.</summary>
    public const int DefaultComponents = 40;

    /// <summary>What is allowed to the training set's spectra, relative to the continuum: models of spectra are not better than this.</summary>
    public const double DefaultModelError = 0.02;

    readonly DomainFit features;
    readonly SpectrumSpaceFit spectra;

    /// <summary>Begins a fit.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="segments">First (included) and last (excluded) pixel of each detector in the arrays of flux and noise, ascending.</param>
    public SpectralDomainFit(int features, IReadOnlyList<int[]> segments)
    {
        this.features = new DomainFit(features);
        int end = 0;
        foreach (int[] segment in segments)
        {
            if (segment is not [int first, int last] || first < end || last <= first)
            {
                throw new ArgumentException("Segments are ascending pairs of pixels.", nameof(segments));
            }

            end = last;
        }

        spectra = new SpectrumSpaceFit([.. segments.Select(segment => segment.ToArray())]);
    }

    /// <summary>Spectra that are made use of; more may be added, and are ignored.</summary>
    public static int MostSpectra => SpectrumSpaceFit.MostSpectra;

    /// <summary>Adds the features of samples of the training set: see <see cref="DomainFit.Add"/>.</summary>
    /// <param name="samples">The features of one sample after another.</param>
    public void AddFeatures(ReadOnlySpan<float> samples) => features.Add(samples);

    /// <summary>Adds a spectrum of the training set, the less noise the better. Its order among the others matters to the last digits.</summary>
    /// <param name="flux">In any unit.</param>
    /// <param name="sigma">One-sigma noise in the same unit; 0 or not finite where there are no data.</param>
    public void AddSpectrum(ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma) => spectra.Add(flux, sigma);

    /// <summary>Ends the fit.</summary>
    /// <param name="components">Principal components of the spectra, at most; a tenth of their number if that is less.</param>
    /// <param name="modelError">See <see cref="DefaultModelError"/>.</param>
    /// <returns>What was learned, to be calibrated on samples that were not trained on.</returns>
    /// <exception cref="InvalidOperationException">There are too few samples, or all of them are the same.</exception>
    public SpectralDomainCalibration ToCalibration(int components = DefaultComponents, double modelError = DefaultModelError) =>
        new(features.ToCalibration(), spectra.Learn(components, modelError));
}

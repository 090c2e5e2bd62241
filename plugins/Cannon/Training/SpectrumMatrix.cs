namespace Astra.Plugins.Cannon.Training;

/// <summary>Normalised spectra of stars: flux and one-sigma error in each of a model's pixels. The only thing of a training set that is kept in memory.</summary>
/// <param name="Flux">Stars, then pixels; 0 where the pixel is not to be used.</param>
/// <param name="Sigma">Stars, then pixels; <see cref="NoData"/> or more (infinite) where the pixel is not to be used, otherwise above zero.</param>
sealed record SpectrumMatrix(float[][] Flux, float[][] Sigma)
{
    /// <summary>An error of this much or more says that there are no data.</summary>
    public const float NoData = 1e9f;

    /// <summary>The number of stars.</summary>
    public int Stars => Flux.Length;

    /// <summary>The number of pixels.</summary>
    public int Pixels => Flux.Length > 0 ? Flux[0].Length : 0;
}

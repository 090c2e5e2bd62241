namespace Astra;

/// <summary>
/// A pipeline that explains a spectrum by a model of its flux. A pipeline's class may implement it beside <see cref="IPipeline{TResult}"/>;
/// <c>astra report</c> then draws the model over the spectrum.
/// </summary>
public interface ISpectrumModel
{
    /// <summary>The spectrum as the pipeline normalises it, and the model that it finds for it.</summary>
    /// <param name="target">The unit of work, as for <see cref="IPipeline{TResult}.Analyse"/>.</param>
    /// <exception cref="NoResultException">There is no model for this spectrum.</exception>
    ModelSpectrum Model(Target target);
}

/// <summary>A spectrum beside the model that explains it, on <see cref="WavelengthGrid"/>; NaN where a pixel is not used.</summary>
public sealed class ModelSpectrum
{
    /// <summary>Creates a pair of spectra.</summary>
    /// <param name="flux">See <see cref="Flux"/>; 8575 values.</param>
    /// <param name="error">See <see cref="Error"/>; 8575 values.</param>
    /// <param name="model">See <see cref="Model"/>; 8575 values.</param>
    /// <exception cref="ArgumentException">An array does not have 8575 values.</exception>
    public ModelSpectrum(ReadOnlyMemory<float> flux, ReadOnlyMemory<float> error, ReadOnlyMemory<float> model)
    {
        Flux = Whole(flux, nameof(flux));
        Error = Whole(error, nameof(error));
        Model = Whole(model, nameof(model));
    }

    /// <summary>Flux by continuum, 8575 values.</summary>
    public ReadOnlyMemory<float> Flux { get; }

    /// <summary>One-sigma error of the flux as the fit weighs it, 8575 values.</summary>
    public ReadOnlyMemory<float> Error { get; }

    /// <summary>The model's flux by continuum, 8575 values.</summary>
    public ReadOnlyMemory<float> Model { get; }

    static ReadOnlyMemory<float> Whole(ReadOnlyMemory<float> values, string name) => values.Length == WavelengthGrid.Pixels
        ? values
        : throw new ArgumentException($"A spectrum has {WavelengthGrid.Pixels} pixels; {name} has {values.Length}.", name);
}

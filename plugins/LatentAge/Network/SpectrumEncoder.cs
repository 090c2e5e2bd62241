using Astra.Neural;
using Astra.Spectra;

namespace Astra.Plugins.LatentAge.Network;

/// <summary>Encodes spectra one by one, so that an answer depends on its spectrum only. Keeps scratch memory: one for each thread.</summary>
/// <param name="model">The network.</param>
sealed class SpectrumEncoder(LatentNetwork model)
{
    readonly Session session = model.Encoder.CreateSession();
    readonly ContinuumNormalisation normalisation = new(model.Scale.Seen);
    readonly float[] input = new float[LatentArchitecture.Pixels];
    readonly float[] normalisedError = new float[LatentArchitecture.Pixels];
    readonly bool[] hasData = new bool[LatentArchitecture.Pixels];
    readonly float[] output = new float[(2 * LatentArchitecture.Dimensions) + LatentArchitecture.Hidden];
    readonly int seen = model.Scale.Seen.Count(isSeen => isSeen);

    /// <summary>The pixels of the detectors as observed: filled before <see cref="Encode(ReadOnlySpan{bool})"/>.</summary>
    public float[] Flux { get; } = new float[LatentArchitecture.Pixels];

    /// <summary>Their errors; afterwards 0 where nothing was measured.</summary>
    public float[] Error { get; } = new float[LatentArchitecture.Pixels];

    /// <summary>For each pixel whether its mask excludes it.</summary>
    public bool[] Masked { get; } = new bool[LatentArchitecture.Pixels];

    /// <summary>The 16 neurons before the latent space, of the spectrum that was encoded last.</summary>
    public ReadOnlySpan<float> Features => output.AsSpan(2 * LatentArchitecture.Dimensions);

    /// <summary>Means, then log variances, of the spectrum that was encoded last.</summary>
    public ReadOnlySpan<float> MeansAndLogVariances => output.AsSpan(0, 2 * LatentArchitecture.Dimensions);

    /// <summary>Encodes a spectrum.</summary>
    /// <exception cref="NoResultException">No pixel was measured, or the answer is not finite.</exception>
    public LatentPoint Encode(Spectrum spectrum)
    {
        ContinuumNormalisation.Select(spectrum, Flux, Error, Masked);
        return Encode(Masked) ?? throw ContinuumNormalisation.NothingMeasured();
    }

    /// <summary>Encodes <see cref="Flux"/> and <see cref="Error"/>.</summary>
    /// <param name="masked">For each pixel whether its mask excludes it.</param>
    /// <returns>The place; null when no pixel was measured.</returns>
    /// <exception cref="NoResultException">The answer is not finite.</exception>
    public LatentPoint? Encode(ReadOnlySpan<bool> masked)
    {
        Flux.CopyTo(input, 0);
        Error.CopyTo(normalisedError, 0);
        int measured = normalisation.Normalise(input, normalisedError, masked, hasData);
        if (measured == 0)
        {
            return null;
        }

        for (int p = 0; p < Error.Length; p++)
        {
            Error[p] = hasData[p] ? Error[p] : 0;
        }

        model.Scale.Apply(input);
        session.Run(input, 1, output);
        foreach (float number in output)
        {
            if (!float.IsFinite(number))
            {
                throw new NoResultException("The encoder's answer is not finite: the spectrum is far from anything that it can be asked about.");
            }
        }

        return new LatentPoint(
            output[..LatentArchitecture.Dimensions],
            [.. MeansAndLogVariances[LatentArchitecture.Dimensions..].ToArray().Select(logarithm => MathF.Exp(logarithm / 2))],
            model.Domain?.Distance(Features, Flux, Error) ?? double.NaN,
            (double)measured / seen);
    }
}

using Astra.Plugins.LatentAge.Network;
using Astra.Spectra;

namespace Astra.Plugins.LatentAge;

/// <summary>Compares a model's places in the latent space with those that are stored with it: <see cref="StoredAnswers"/>.</summary>
public sealed class LatentAgeVerifier : IModelVerifier
{
    const int Answers = 2 * LatentArchitecture.Dimensions;

    /// <summary>Of the larger of the answer and 1: single-precision sums of thousands of terms, taken in another order, differ by no more.</summary>
    internal const double Tolerance = 1e-5;

    /// <inheritdoc/>
    public string Pipeline => LatentAgePipeline.Name;

    /// <inheritdoc/>
    public VerificationReport Verify(Model model)
    {
        LatentAgeModel loaded = LatentAgeModel.Load(model);
        StoredAnswers stored = StoredAnswers.Of(model, Answers);
        try
        {
            float[] found = Ask(loaded.Network, stored.Spectra);
            return new VerificationReport(stored.Origin, [.. found.Select((answer, i) => new VerificationCheck(
                $"spectrum {(i / Answers) + 1}",
                i % Answers < LatentArchitecture.Dimensions ? $"z{i % Answers}" : $"logarithm of the variance of z{(i % Answers) - LatentArchitecture.Dimensions}",
                stored.Outputs[i],
                answer,
                Tolerance * Math.Max(1, Math.Abs((double)stored.Outputs[i]))))]);
        }
        catch (NoResultException e)
        {
            throw new ConfigurationException($"{model.Folder}: {e.Message} Train the model again.", e);
        }
    }

    /// <summary>Means and log variances of spectra.</summary>
    /// <exception cref="NoResultException">A spectrum has no data.</exception>
    internal static float[] Ask(LatentNetwork network, IReadOnlyList<Spectrum> spectra)
    {
        SpectrumEncoder encoder = new(network);
        return
        [
            .. spectra.SelectMany(spectrum =>
            {
                encoder.Encode(spectrum);
                return encoder.MeansAndLogVariances.ToArray();
            }),
        ];
    }
}

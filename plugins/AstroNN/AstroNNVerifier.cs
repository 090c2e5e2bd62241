using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>Compares the answers of a model without dropout with those that are stored with it: <see cref="StoredAnswers"/>.</summary>
public sealed class AstroNNVerifier : IModelVerifier
{
    /// <summary>
    /// Of the larger of a label's deviation and the answer itself: single-precision sums of thousands of terms, taken in another order, differ by
    /// no more.
    /// </summary>
    internal const double Tolerance = 1e-5;

    /// <inheritdoc/>
    public string Pipeline => "AstroNN";

    /// <inheritdoc/>
    public VerificationReport Verify(Model model)
    {
        AstroNNModel loaded = AstroNNModel.Load(model);
        StoredAnswers stored = StoredAnswers.Of(model, loaded.Plain.OutputSize);
        try
        {
            return new VerificationReport(stored.Origin, Compare(loaded, stored));
        }
        catch (NoResultException e)
        {
            throw new ConfigurationException($"{model.Folder}: {e.Message} Import or train the model again.", e);
        }
    }

    /// <summary>Asks a model, without dropout.</summary>
    /// <exception cref="NoResultException">A spectrum has no data.</exception>
    internal static float[] Ask(AstroNNModel model, IReadOnlyList<Spectrum> spectra)
    {
        DropoutPasses passes = new(model, passes: 2, capacity: 1);
        float[] outputs = new float[spectra.Count * model.Plain.OutputSize];
        for (int i = 0; i < spectra.Count; i++)
        {
            passes.Set(0, spectra[i]);
            passes.RunPlain(1, outputs.AsSpan(i * model.Plain.OutputSize, model.Plain.OutputSize));
        }

        return outputs;
    }

    /// <summary>The comparisons of a model with stored answers: labels in their units, variances by their logarithm.</summary>
    internal static IReadOnlyList<VerificationCheck> Compare(AstroNNModel model, StoredAnswers stored)
    {
        LabelSettings[] labels = model.Settings.Labels;
        return [.. Ask(model, stored.Spectra).Select(Check)];

        VerificationCheck Check(float found, int i)
        {
            string spectrum = $"spectrum {(i / (2 * labels.Length)) + 1}";
            int output = i % (2 * labels.Length);
            double tolerance = Tolerance * Math.Max(1, Math.Abs((double)stored.Outputs[i]));
            LabelSettings label = labels[output % labels.Length];
            if (output >= labels.Length)
            {
                string quantity = $"logarithm of the variance of standardised {label.Name}";
                return new VerificationCheck(spectrum, quantity, stored.Outputs[i], found, tolerance);
            }

            string unit = AstroNNLabels.All[AstroNNLabels.PlaceOf(label.Name)].Unit;
            return new VerificationCheck(
                spectrum,
                $"{label.Name} ({unit})",
                (stored.Outputs[i] * label.Deviation) + label.Mean,
                (found * label.Deviation) + label.Mean,
                tolerance * label.Deviation);
        }
    }
}

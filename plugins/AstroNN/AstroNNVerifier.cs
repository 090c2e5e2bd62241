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
        string path = Path.Combine(model.Folder, StoredAnswers.FileName);
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{model.Folder} has no {StoredAnswers.FileName}, so there is nothing to compare with. Import or train the model again.");
        }

        try
        {
            StoredAnswers stored = StoredAnswers.Read(path, loaded.Plain.OutputSize);
            return new VerificationReport(stored.Origin, Compare(loaded, stored));
        }
        catch (Exception e) when (e is BadInputException or NoResultException)
        {
            throw new ConfigurationException($"{e.Message} Import or train the model again.", e);
        }
    }

    /// <summary>The comparisons of a model with stored answers: labels in their units, variances by their logarithm.</summary>
    internal static IReadOnlyList<VerificationCheck> Compare(AstroNNModel model, StoredAnswers stored)
    {
        LabelSettings[] labels = model.Settings.Labels;
        return [.. StoredAnswers.Ask(model, stored.Spectra).Select(Check)];

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

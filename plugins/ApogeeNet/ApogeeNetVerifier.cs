namespace Astra.Plugins.ApogeeNet;

/// <summary>Compares the answers of a model with those that are stored with it: <see cref="StoredAnswers"/>.</summary>
public sealed class ApogeeNetVerifier : IModelVerifier
{
    /// <summary>
    /// Of the larger of a label's deviation and the answer itself: single-precision sums of thousands of terms, taken in another order, differ by
    /// no more.
    /// </summary>
    internal const double Tolerance = 1e-5;

    static readonly string[] Quantities = ["logg (dex)", "log10(teff / K)", "fe_h (dex)"];

    /// <inheritdoc/>
    public string Pipeline => "ApogeeNet";

    /// <inheritdoc/>
    public VerificationReport Verify(Model model)
    {
        ApogeeNetModel loaded = ApogeeNetModel.Load(model);
        string path = Path.Combine(model.Folder, StoredAnswers.FileName);
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{model.Folder} has no {StoredAnswers.FileName}, so there is nothing to compare with. Import or train the model again.");
        }

        try
        {
            StoredAnswers stored = StoredAnswers.Read(path);
            return new VerificationReport(stored.Origin, Compare(loaded, stored));
        }
        catch (Exception e) when (e is BadInputException or NoResultException)
        {
            throw new ConfigurationException($"{e.Message} Import or train the model again.", e);
        }
    }

    /// <summary>The comparisons of a model with stored answers, in the labels' units.</summary>
    internal static IReadOnlyList<VerificationCheck> Compare(ApogeeNetModel model, StoredAnswers stored)
    {
        float[] found = StoredAnswers.Ask(model, stored.Inputs);
        return
        [
            .. found.Select((output, i) =>
            {
                int label = i % ApogeeNetArchitecture.Labels;
                LabelScale scale = model.Settings.Labels[label];
                double tolerance = Tolerance * scale.Deviation * Math.Max(1, Math.Abs((double)stored.Outputs[i]));
                return new VerificationCheck(
                    $"spectrum {(i / ApogeeNetArchitecture.Labels) + 1}",
                    Quantities[label],
                    scale.ToLabel(stored.Outputs[i]),
                    scale.ToLabel(output),
                    tolerance);
            }),
        ];
    }
}

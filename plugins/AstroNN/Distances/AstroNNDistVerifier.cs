namespace Astra.Plugins.AstroNN.Distances;

/// <summary>Compares the answers of a model without dropout with those that are stored with it: <see cref="StoredLuminosities"/>.</summary>
public sealed class AstroNNDistVerifier : IModelVerifier
{
    /// <summary>
    /// Of the larger of the answer and 1: single-precision sums of thousands of terms, taken in another order, differ by no more.
    /// </summary>
    internal const double Tolerance = 1e-5;

    /// <inheritdoc/>
    public string Pipeline => AstroNNDistPipeline.Name;

    /// <inheritdoc/>
    public VerificationReport Verify(Model model)
    {
        AstroNNDistModel loaded = AstroNNDistModel.Load(model);
        string path = Path.Combine(model.Folder, StoredLuminosities.FileName);
        if (!File.Exists(path))
        {
            throw new ConfigurationException(
                $"{model.Folder} has no {StoredLuminosities.FileName}, so there is nothing to compare with. Import or train the model again.");
        }

        try
        {
            StoredLuminosities stored = StoredLuminosities.Read(path);
            return new VerificationReport(stored.Origin, Compare(loaded, stored));
        }
        catch (BadInputException e)
        {
            throw new ConfigurationException($"{e.Message} Import or train the model again.", e);
        }
    }

    /// <summary>The comparisons of a model with stored answers.</summary>
    internal static IReadOnlyList<VerificationCheck> Compare(AstroNNDistModel model, StoredLuminosities stored)
    {
        float[] found = StoredLuminosities.Ask("", model, stored.Flux).Outputs;
        double unit = model.Settings.LabelDeviation;
        return
        [
            .. found.Select((output, i) =>
            {
                bool isValue = i % ApogeeDistArchitecture.Outputs == 0;
                double scale = isValue ? unit : 1;
                return new VerificationCheck(
                    $"spectrum {(i / ApogeeDistArchitecture.Outputs) + 1}",
                    isValue ? "l_fakemag (mas 10^(0.2 mag))" : "logarithm of its variance",
                    scale * stored.Outputs[i],
                    scale * output,
                    Tolerance * scale * Math.Max(1, Math.Abs((double)stored.Outputs[i])));
            }),
        ];
    }
}

namespace Astra.Plugins.NoOp;

/// <summary>Compares the number in a model with the one that was stored beside it, to show what a verifier does.</summary>
public sealed class NoOpVerifier : IModelVerifier
{
    public const string FileName = "expected.txt";

    public string Pipeline => "NoOpModel";

    public VerificationReport Verify(Model model)
    {
        double expected = NoOpModel.Read(Path.Combine(model.Folder, FileName))
            ?? throw new ConfigurationException($"The model {model.Manifest.Name} has no number in {FileName}, so there is nothing to compare with. Import it again.");
        double found = NoOpModel.Read(Path.Combine(model.Folder, NoOpModel.FileName)) ?? double.NaN;
        return new VerificationReport("the file that was imported", [new VerificationCheck("the model", "value", expected, found, 1e-9)]);
    }
}

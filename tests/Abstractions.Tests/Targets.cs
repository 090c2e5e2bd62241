namespace Astra.Abstractions.Tests;

/// <summary>Units of work and models for the tests.</summary>
static class Targets
{
    public static Target OfSource(string apogeeId) => new(new Source(1, apogeeId), spectrum: null, new Dictionary<string, InputValue> { ["k_mag"] = new(9.5, "source.k_mag") });

    public static Model ModelOf(string hash) => new(
        new ModelManifest
        {
            Pipeline = "Sample",
            Name = "sample",
            Description = "nothing",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string>(),
        },
        "/",
        hash);
}

namespace Astra.Host.Models;

/// <summary>How a model came to be where it is.</summary>
enum ModelOrigin
{
    /// <summary>It came with the plugin.</summary>
    Shipped,

    /// <summary>It was brought into the workspace.</summary>
    Imported,

    /// <summary>It was trained into the workspace.</summary>
    Trained,
}

/// <summary>A model's folder.</summary>
/// <param name="Name">The name of the folder.</param>
/// <param name="Folder">Its full path.</param>
/// <param name="Origin">How it came here.</param>
/// <param name="Since">When it came here: that of its training or import in this workspace; for a shipped one, when it was made. Null when it cannot be read.</param>
/// <param name="Manifest">Null when it cannot be read; then <paramref name="Trouble"/> says why.</param>
/// <param name="Trouble">What is wrong with it; null when all is well.</param>
sealed record AvailableModel(string Name, string Folder, ModelOrigin Origin, DateTimeOffset? Since, ModelManifest? Manifest, string? Trouble)
{
    /// <summary>The origin in a word.</summary>
    public string OriginText => Origin.ToString().ToLowerInvariant();
}

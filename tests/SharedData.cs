namespace Astra.Testing;

/// <summary>
/// The reference data (real spectra, labels, published models), which are not part of the repository: the folder in the environment variable
/// ASTRA_SHARED_DATA, or <c>../shared/data</c> beside the checkout.
/// </summary>
static class SharedData
{
    /// <summary>The folder, or null where it is absent.</summary>
    public static string? Folder { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder ?? throw new InvalidOperationException("Mark the test [SharedDataFact]."), .. parts]);

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ASTRA_SHARED_DATA") is { Length: > 0 } configured)
        {
            return Directory.Exists(configured) ? configured : null;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Astra.sln")))
            {
                string beside = System.IO.Path.Combine(folder.Parent?.FullName ?? "/", "shared", "data");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}

/// <summary>A test that needs the reference data; skipped with a reason where they are absent.</summary>
sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.Folder is null ? "needs the reference data: set ASTRA_SHARED_DATA, or put them in ../shared/data" : null;
}

/// <summary>As <see cref="SharedDataFactAttribute"/>, for theories.</summary>
sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = SharedData.Folder is null ? "needs the reference data: set ASTRA_SHARED_DATA, or put them in ../shared/data" : null;
}

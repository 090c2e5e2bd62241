using Astra.Fits;
using Astra.Host.Errors;

namespace Astra.Host.Products;

/// <summary>Whether the products in a folder are as they were written.</summary>
static class ProductCheck
{
    const string ExportAgain = "Export it again (astra export).";

    /// <summary>A compressed product is unpacked into the folder for temporary files; its size is known to be bounded by the workspace's.</summary>
    const long MaxUnpackedBytes = 1L << 40;

    /// <summary>The products of a folder, by name; none where there is no folder.</summary>
    public static IReadOnlyList<string> ProductsIn(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Where(IsFits).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a product from end to end.</summary>
    public static IEnumerable<Finding> Check(string path)
    {
        List<Finding> findings = [];
        try
        {
            using FitsFile file = FitsFile.Open(path, MaxUnpackedBytes);
            bool isOwn = file.Primary.Header.TryGetString("V_ASTRA", out string? version);
            if (isOwn && file.Primary.Header.TryGetString("PIPELINE", out string? pipeline) && !IsNameOf(Path.GetFileName(path), pipeline, version!))
            {
                findings.Add(Wrong($"Its header says that it is version {version} of {pipeline}, and its name says otherwise.", "Give it its name back, or export again."));
            }

            int index = 0;
            foreach (Hdu hdu in file.Hdus)
            {
                ChecksumState[] sums = [hdu.VerifyChecksum(), hdu.VerifyDataSum()];
                if (sums.Contains(ChecksumState.Incorrect))
                {
                    findings.Add(Wrong(Invariant($"HDU {index} has changed since it was written (checksums)."), ExportAgain));
                }
                else if (isOwn && sums.Contains(ChecksumState.Absent))
                {
                    findings.Add(Wrong(Invariant($"HDU {index} has lost its checksums."), ExportAgain));
                }

                index++;
            }
        }
        catch (FitsException e)
        {
            findings.Add(Wrong($"It cannot be read: {e.Message.Replace($"{path}: ", string.Empty, StringComparison.Ordinal).TrimEnd('.')}.", ExportAgain));
        }

        return findings;

        Finding Wrong(string what, string advice) => new("products", path, what, advice);
    }

    static bool IsFits(string path) => path.EndsWith(".fits", StringComparison.Ordinal) || path.EndsWith(".fits.gz", StringComparison.Ordinal);

    static bool IsNameOf(string name, string pipeline, string version) => new[] { "Star", "Visit" }.Any(
        kind => name == $"astraAll{kind}{pipeline}-{version}.fits" || name == $"astraAll{kind}{pipeline}-{version}.fits.gz");
}

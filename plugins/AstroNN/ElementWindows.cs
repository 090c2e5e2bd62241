using Astra.Fits;
using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>The pixels that the branch of each element sees, in the order of <see cref="AstroNNLabels.OfBranches"/>.</summary>
static class ElementWindows
{
    const string ImageName = "ELEMMASK7514";

    // Of ASPCAP's bit field (astroNN's aspcap_l31c_masks.npy): iron, bit 17, has no branch.
    static readonly int[] Bits = [.. Enumerable.Range(0, 17), 18, 19];

    /// <summary>ASPCAP's windows, which this plugin brings along.</summary>
    public static bool[][] Published() => InOrder(PixelTable.ReadEmbedded(typeof(ElementWindows).Assembly, "element-windows.txt"), "the plugin's own table");

    /// <summary>Reads windows of the user's.</summary>
    /// <param name="path">A table of pixels as text (see <see cref="PixelTable"/>; the names are columns such as <c>mg_h</c> or <c>mg</c>), or a
    /// FITS file with an
    /// image ELEMMASK7514: 7514 integers, in which bit i is set where element i may be looked for (C, CI, N, O, Na, Mg, Al, Si, P, S, K, Ca, Ti,
    /// TiII, V,
    /// Cr, Mn, Fe, Co, Ni).</param>
    /// <exception cref="ConfigurationException">It cannot be read, or an element has no window.</exception>
    public static bool[][] Read(string path)
    {
        try
        {
            using Stream stream = File.OpenRead(path);
            byte[] start = new byte[6];
            int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return read == start.Length && start.AsSpan().SequenceEqual("SIMPLE"u8)
                ? ReadBits(path)
                : InOrder(PixelTable.Parse(File.ReadAllText(path)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or FitsException)
        {
            throw new ConfigurationException($"The windows of the elements cannot be read from {path}: {e.Message}", e);
        }
    }

    static bool[][] ReadBits(string path)
    {
        using FitsFile file = FitsFile.Open(path);
        if (file.Find(ImageName) is not ImageHdu image || image.Width != PixelTable.Pixels)
        {
            throw new ConfigurationException($"{path} has no image {ImageName} of {PixelTable.Pixels} pixels, so it holds no windows of elements.");
        }

        int[] bits = new int[PixelTable.Pixels];
        image.ReadRow(0, bits);
        return Checked([.. Bits.Select(bit => Array.ConvertAll(bits, value => ((value >> bit) & 1) != 0))], path);
    }

    static bool[][] InOrder(IReadOnlyList<(string Name, bool[] Pixels)> table, string path) => Checked(
        [
            .. AstroNNLabels.OfBranches.Select(label =>
                table.FirstOrDefault(window => window.Name == label || $"{window.Name}_h" == label).Pixels ?? []),
        ],
        path);

    static bool[][] Checked(bool[][] windows, string path)
    {
        string[] missing = [.. AstroNNLabels.OfBranches.Where((_, i) => !windows[i].Contains(true))];
        return missing.Length == 0 ? windows : throw new ConfigurationException($"{path} has no window for {string.Join(", ", missing)}.");
    }
}

using System.Globalization;

namespace Astra.Plugins.Cannon;

/// <summary>Lists of pixels on <see cref="WavelengthGrid"/> where hardly any star has lines, as text: numbers and ranges such as <c>240-242,251</c>, both ends included.</summary>
static class ContinuumPixels
{
    /// <summary>
    /// The 672 pixels that Casey et al. 2016 (arXiv:1603.03040) published with their code (github.com/andycasey/AnniesLasso, continuum.list): where the
    /// flux of giants depends least on any label.
    /// </summary>
    public const string Published =
        "240-242,251-256,264-271,277-285,309-311,320-321,340,357,387,497,522-525,536-537,549,551-553,562-563,607-608,636-637," +
        "649,651-653,656,658,712-713,916-917,930-932,957-959,964,978-981,986,989,992,998-999,1005-1006,1028,1037-1038,1040," +
        "1066,1107,1109,1129,1264,1298,1371,1375-1376,1408-1411,1424-1425,1430-1431,1433-1434,1448,1450,1461-1464,1469,1519," +
        "1535-1536,1748,1754,1757,1773-1774,1780-1781,1843,1845,1847,1858,1966,1969,2008-2009,2026,2043-2046,2061-2064,2088," +
        "2100,2223-2224,2249-2250,2339,2373,2384-2385,2419-2422,2434,2448,2458,2463-2464,2469,2482-2486,2493,2508,2529-2530," +
        "2570,2591,2605,2642-2643,2666-2669,2671,2737-2740,2748,2937,2950-2951,2967,2997,3005-3007,3012-3017,3034-3035," +
        "3040-3043,3072,3084-3085,3088,3102,3104-3105,3114-3115,3167,3172-3173,3241-3242,3249-3254,3261-3270,3276-3285," +
        "3581-3583,3594-3603,3614-3632,3638-3647,3736-3738,3769,3790-3791,3828,3837,3878,3910-3911,3963,3967,3987-3989,4053," +
        "4080-4081,4091-4093,4100,4157,4179,4199-4200,4285,4343,4351-4353,4355,4367-4369,4419,4431,4467-4472,4504-4505," +
        "4536-4537,4561-4562,4569,4575-4576,4582-4583,4594,4603,4614,4779-4781,4791-4792,4861,4870,4877,4890-4891,4902,4926," +
        "4928-4933,4935,4954-4956,4958,4962,4969-4970,4974-4975,4978,4982-4983,5000,5028-5029,5129,5145,5155,5211,5253,5270," +
        "5286,5378,5380,5423,5425,5430-5434,5454,5460-5461,5495-5496,5499,5524-5525,5556,5570,5579-5582,5616,5618,5638-5641," +
        "5665-5666,5706,5732,5779,5811,5815-5816,5820,5823,5861,5865,5874,5897-5898,5929,5931,5933,5952-5953,5959-5960," +
        "5963-5965,6063-6065,6075-6084,6338-6340,6345-6346,6353-6371,6379-6400,6430-6431,6452-6453,6465,6470,6472,6501-6504," +
        "6553,6557,6582,6609-6610,6623-6624,6632-6635,6657-6658,6665-6666,6674,6689-6691,6699,6709,6719,6728,6739,6760,6766," +
        "6806-6808,6818-6819,6821,6858-6859,6880,6884,6913,6920,7020-7021,7036,7038-7040,7060,7077-7078,7146-7147,7149," +
        "7211-7213,7228-7229,7231,7248-7250,7279-7282,7345,7347-7348,7353,7355,7358,7363,7372-7374,7438,7444,7454,7460-7461," +
        "7479,7552,7560,7562-7563,7588,7592,7596-7597,7612,7626,7651,7662,7690,7698,7700,7831-7832,7844,7846-7847,7850," +
        "7864-7865,7884,7922,7931,7945,8036-8037,8082,8097,8142,8144,8200-8204,8215,8229,8250-8254,8305-8347";

    /// <summary>Reads a list.</summary>
    /// <param name="text">Numbers and ranges, separated by commas or white space; from # to the end of a line is a comment.</param>
    /// <returns>The pixels, ascending, each once.</returns>
    /// <exception cref="FormatException">It is no such list; the message names the word.</exception>
    public static int[] Parse(string text)
    {
        SortedSet<int> pixels = [];
        foreach (string line in text.Split('\n'))
        {
            foreach (string word in line.Split('#')[0].Split([',', ' ', '\t', '\r', ';'], StringSplitOptions.RemoveEmptyEntries))
            {
                string[] ends = word.Split('-');
                if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || last < first)
                {
                    throw new FormatException($"'{word}' is not a pixel, 0 to {WavelengthGrid.Pixels - 1}, nor a range of pixels such as 240-242");
                }

                pixels.UnionWith(Enumerable.Range(first, last - first + 1));
            }
        }

        return [.. pixels];
    }

    /// <summary>Writes a list as short as it can be.</summary>
    /// <param name="pixels">Ascending, each once.</param>
    public static string Format(IReadOnlyList<int> pixels)
    {
        List<string> ranges = [];
        for (int n = 0; n < pixels.Count;)
        {
            int end = n;
            while (end + 1 < pixels.Count && pixels[end + 1] == pixels[end] + 1)
            {
                end++;
            }

            ranges.Add(end == n ? $"{pixels[n]}" : $"{pixels[n]}-{pixels[end]}");
            n = end + 1;
        }

        return string.Join(',', ranges);
    }

    static bool TryNumber(string word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < WavelengthGrid.Pixels;
}

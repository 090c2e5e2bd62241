using Astra.Fits;

namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// Power spectra of stars in a FITS file: HDU 1, POWER_SPECTRA, has a row for each star, and HDU 2, FREQUENCY, the frequency of each pixel.
/// </summary>
sealed class PowerSpectrumFile
{
    /// <summary>EXTNAME of the table.</summary>
    public const string TableName = "POWER_SPECTRA";

    /// <summary>EXTNAME of the image of frequencies.</summary>
    public const string FrequencyName = "FREQUENCY";

    const long NoKic = -9999;

    // In microhertz: far below a pixel, far above rounding.
    const double SameFrequency = 1e-6;

    readonly Dictionary<string, int> byName = [];
    readonly Dictionary<long, int> byKic = [];

    PowerSpectrumFile(IReadOnlyList<PowerSpectrumRow> stars, string path)
    {
        Stars = stars;
        for (int star = 0; star < stars.Count; star++)
        {
            if (!byName.TryAdd(stars[star].Name, star) || (stars[star].Kic is { } kic && !byKic.TryAdd(kic, star)))
            {
                throw new BadInputException(FormattableString.Invariant(
                    $"{path}: HDU 1 ({TableName}), row {star + 1}: {stars[star].Name} is there twice. Make the file again, with astra train LatentAge psd."));
            }
        }
    }

    /// <summary>The stars, in the order of the rows.</summary>
    public IReadOnlyList<PowerSpectrumRow> Stars { get; }

    /// <summary>A star by its name, as <c>KIC 8045442</c>; null where there is none.</summary>
    public PowerSpectrumRow? Find(string name) => byName.TryGetValue(name, out int star) ? Stars[star] : null;

    /// <summary>A star by its number in Kepler's input catalogue; null where there is none.</summary>
    public PowerSpectrumRow? FindKic(long kic) => byKic.TryGetValue(kic, out int star) ? Stars[star] : null;

    /// <summary>Reads a file, whole: 8 kB for each star.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">It is no file of power spectra on this grid; the message names HDU, row and column.</exception>
    public static PowerSpectrumFile Read(string path)
    {
        try
        {
            using FitsFile file = FitsFile.Open(path);
            if (file.Find(TableName) is not TableHdu table || file.Find(FrequencyName) is not ImageHdu frequency)
            {
                throw new BadInputException(
                    $"{path}: has no HDUs {TableName} and {FrequencyName}. Power spectra are made of light curves with astra train LatentAge psd.");
            }

            CheckGrid(frequency, path);
            return new PowerSpectrumFile(ReadStars(table, path), path);
        }
        catch (FitsException e)
        {
            throw new BadInputException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Begins a file, whose rows are then added one by one.</summary>
    /// <param name="writer">A new file.</param>
    /// <param name="nameWidth">The number of characters of the longest name.</param>
    /// <param name="history">How it was made.</param>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    public static FitsTableWriter Begin(FitsWriter writer, int nameWidth, string history)
    {
        writer.WritePrimary([new FitsCard("ORIGIN", "Astra"), FitsCard.OfHistory(history)]);
        return writer.BeginTable(
            [
                new("STAR", ElementType.Text, nameWidth) { Description = "catalogue and number, or the file's name" },
                new("KIC", ElementType.Int64) { Null = NoKic, Description = "number in Kepler's input catalogue" },
                new("FILES", ElementType.Int32) { Description = "light curves that were put together" },
                new("POINTS", ElementType.Int32) { Description = "points of the light curve" },
                new("SPAN", ElementType.Double) { Unit = "d", Description = "from the first point to the last" },
                new("LN_POWER", ElementType.Single, PixelGrid.Pixels)
                {
                    Dimensions = [PixelGrid.Pixels],
                    Description = "ln of smoothed power over background",
                },
            ],
            [new FitsCard("EXTNAME", TableName)]);
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    public static void Add(FitsTableWriter table, PowerSpectrumRow star)
    {
        table.AddRows();
        table.Write(0, star.Name);
        table.Write(1, star.Kic ?? NoKic);
        table.Write(2, star.Files);
        table.Write(3, star.Points);
        table.Write(4, star.SpanDays);
        table.Write(5, star.LnPower);
    }

    /// <summary>Ends a file.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    public static void End(FitsWriter writer, CancellationToken cancellation)
    {
        writer.WriteImage(
            [.. PixelGrid.Giants.Frequencies], [PixelGrid.Pixels], [new FitsCard("EXTNAME", FrequencyName), new FitsCard("BUNIT", "uHz")]);
        writer.Complete(cancellation);
    }

    static void CheckGrid(ImageHdu image, string path)
    {
        double[] found = new double[image.PixelCount == PixelGrid.Pixels ? PixelGrid.Pixels : 0];
        image.ReadPixels(0, found);
        if (found.Length == 0 || found.Zip(PixelGrid.Giants.Frequencies).Any(pair => !(Math.Abs(pair.First - pair.Second) < SameFrequency)))
        {
            throw new BadInputException(FormattableString.Invariant(
                $"{path}: HDU {image.Index} ({FrequencyName}): its {image.PixelCount} frequencies are not the {PixelGrid.Pixels} of the network, 2 to 269 microhertz. Make the file again, with astra train LatentAge psd."));
        }
    }

    static PowerSpectrumRow[] ReadStars(TableHdu table, string path)
    {
        string place = FormattableString.Invariant($"{path}: HDU {table.Index} ({TableName})");
        TableColumn power = table.Require("LN_POWER");
        if (power.ElementsPerRow != PixelGrid.Pixels || power.IsVariableLength)
        {
            throw new BadInputException(FormattableString.Invariant(
                $"{place}, column LN_POWER: has {power.ElementsPerRow} pixels in a row; the network has {PixelGrid.Pixels}."));
        }

        TableColumn star = table.Require("STAR"), kic = table.Require("KIC"), files = table.Require("FILES"), points = table.Require("POINTS");
        TableColumn span = table.Require("SPAN");
        List<PowerSpectrumRow> rows = [];
        string[] name = new string[1];
        long[] numbers = new long[3];
        double[] days = new double[1];
        for (long row = 0; row < table.RowCount; row++)
        {
            float[] pixels = new float[PixelGrid.Pixels];
            table.Read(star, row, name);
            table.Read(kic, row, numbers.AsSpan(0, 1));
            table.Read(files, row, numbers.AsSpan(1, 1));
            table.Read(points, row, numbers.AsSpan(2, 1));
            table.Read(span, row, days);
            table.Read(power, row, pixels);
            if (pixels.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw new BadInputException(FormattableString.Invariant(
                    $"{place}, row {row + 1}, column LN_POWER: a power is not finite. Make the file again, with astra train LatentAge psd."));
            }

            rows.Add(new PowerSpectrumRow(
                name[0].Trim(), numbers[0] == NoKic ? null : numbers[0], (int)numbers[1], (int)numbers[2], days[0], pixels));
        }

        return [.. rows];
    }
}

using Astra.Fits;

namespace Astra.Simulation;

/// <summary>The arrays of an emulator's FITS file, each an image extension with a name, checked for shape and for numbers that are none.</summary>
sealed class NetworkFile : IDisposable
{
    /// <summary>An emulator's largest array has 360,700 numbers; a file that claims a thousand times as many is damaged.</summary>
    const long MaxElements = 1 << 28;

    readonly FitsFile fits;

    NetworkFile(FitsFile fits) => this.fits = fits;

    public static NetworkFile Open(string path) => Reading(path, () => new NetworkFile(FitsFile.Open(path)));

    public void Dispose() => fits.Dispose();

    /// <summary>An array of one axis.</summary>
    /// <param name="name">EXTNAME.</param>
    /// <param name="length">How many numbers it must have; null for any.</param>
    public double[] Vector(string name, int? length = null)
    {
        ImageHdu image = Find(name);
        if (image.Axes.Count != 1 || image.PixelCount is 0 or > MaxElements || (length is int expected && image.PixelCount != expected))
        {
            throw Bad(name, $"it has the shape {Shape(image)}{(length is null ? "" : $" and must have {length}")}");
        }

        return RequireFinite(name, Reading(fits.Path, () =>
        {
            image.RequireWholeDataUnit();
            double[] values = new double[image.PixelCount];
            image.ReadPixels(0, values);
            return values;
        }), double.IsFinite);
    }

    /// <summary>An array of known shape.</summary>
    /// <param name="name">EXTNAME.</param>
    /// <param name="shape">Pixels along each axis, the fastest first.</param>
    public float[] Array(string name, long[] shape)
    {
        ImageHdu image = Find(name);
        return image.Axes.SequenceEqual(shape)
            ? Read(name, image)
            : throw Bad(name, $"it has the shape {Shape(image)} and must have {string.Join(" x ", shape)}");
    }

    /// <summary>An array of two axes of which one is known.</summary>
    /// <param name="name">EXTNAME.</param>
    /// <param name="first">Length of the fastest axis; null for any.</param>
    /// <param name="second">Length of the other axis.</param>
    /// <param name="shape">Both.</param>
    public float[] Array(string name, long? first, long second, out long[] shape)
    {
        ImageHdu image = Find(name);
        shape = [.. image.Axes];
        return shape.Length == 2 && (first is null || shape[0] == first) && shape[1] == second
            ? Read(name, image)
            : throw Bad(name, $"it has the shape {Shape(image)} and must have {(first is null ? "any number" : $"{first}")} x {second}");
    }

    /// <summary>Checks that every label has a range.</summary>
    public void RequireLimits(double[] minimum, double[] maximum)
    {
        for (int l = 0; l < minimum.Length; l++)
        {
            if (!(minimum[l] < maximum[l]))
            {
                throw Bad("X_MAX", $"its element {l} is {maximum[l]:R}, not above that of X_MIN, {minimum[l]:R}");
            }
        }
    }

    public BadInputException Bad(string name, string reason) => new($"{fits.Path}: the image {name} cannot be used: {reason}. Get the emulator's file again.");

    static string Shape(ImageHdu image) => image.Axes.Count == 0 ? "of no axes" : string.Join(" x ", image.Axes);

    static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FitsException e)
        {
            throw new BadInputException(e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}", e);
        }
    }

    ImageHdu Find(string name) => Reading(fits.Path, () => fits.Find(name)) switch
    {
        ImageHdu image => image,
        null => throw new BadInputException($"{fits.Path}: there is no image {name}, so this is no emulator. Give the path of an emulator's FITS file."),
        _ => throw Bad(name, "it is no image"),
    };

    float[] Read(string name, ImageHdu image)
    {
        if (image.PixelCount is 0 or > MaxElements)
        {
            throw Bad(name, $"it has the shape {Shape(image)}");
        }

        return RequireFinite(name, Reading(fits.Path, () =>
        {
            image.RequireWholeDataUnit();
            float[] values = new float[image.PixelCount];
            image.ReadPixels(0, values);
            return values;
        }), float.IsFinite);
    }

    T[] RequireFinite<T>(string name, T[] values, Predicate<T> isFinite)
    {
        int wrong = System.Array.FindIndex(values, value => !isFinite(value));
        return wrong < 0 ? values : throw Bad(name, $"its element {wrong} is {values[wrong]}");
    }
}

namespace Astra.Plugins.Cannon.Training;

/// <summary>Lists of pixels in options.</summary>
static class PixelList
{
    /// <summary>Reads a list, or the file that has it.</summary>
    /// <param name="option">The name of the option, for messages.</param>
    /// <param name="value">Numbers and ranges, or the path of a file with such.</param>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public static int[] Read(string option, string value)
    {
        bool isFile = File.Exists(value);
        try
        {
            return ContinuumPixels.Parse(isFile ? File.ReadAllText(value) : value) is { Length: > 0 } pixels
                ? pixels
                : throw new ConfigurationException($"{option}: {value} has no pixels.");
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{option}: {(isFile ? $"{value}: {e.Message}" : $"{e.Message}, and there is no file of this name")}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{option}: {value} cannot be read: {e.Message}", e);
        }
    }
}

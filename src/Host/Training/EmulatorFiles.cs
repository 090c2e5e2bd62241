using Astra.Fits;
using Astra.Host.Errors;
using Astra.Simulation;

namespace Astra.Host.Training;

/// <summary>The emulators that the user named with <c>--emulator</c>: one of spectra and, if there is one, one of radii.</summary>
sealed record EmulatorFiles(Emulator Spectra, RadiusEmulator? Radii)
{
    /// <summary>Only a network of radii has a third layer.</summary>
    const string ArrayOfRadii = "W_ARRAY_2";

    /// <summary>What stands for the emulator that comes with the program.</summary>
    public const string Shipped = "shipped";

    /// <summary>Reads the files and tells them apart.</summary>
    /// <exception cref="UserException">One cannot be read, or there are two of a kind, or none of spectra.</exception>
    public static EmulatorFiles Read(IReadOnlyList<string> paths)
    {
        Emulator? spectra = null;
        RadiusEmulator? radii = null;
        foreach (string given in paths)
        {
            string path = PathOf(given);
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw UserException.Usage($"There is no file {path}. Name an emulator's file, or write {Shipped} for the one that comes with astra.");
            }

            try
            {
                if (IsOfRadii(path))
                {
                    radii = radii is null ? RadiusEmulator.Read(path) : throw Twice(path, "radii");
                }
                else
                {
                    spectra = spectra is null ? Emulator.Read(path) : throw Twice(path, "spectra");
                }
            }
            catch (Exception e) when (e is FitsException or BadInputException)
            {
                throw UserException.Usage($"The emulator {path} cannot be used: {Ingest.FileTrouble.WithoutPath(e.Message, path)}");
            }
        }

        return new EmulatorFiles(
            spectra ?? throw UserException.Usage("--emulator names an emulator of radii only. Name one of spectra as well."), radii);

        static UserException Twice(string path, string what) => UserException.Usage($"--emulator {path} is a second emulator of {what}. Name one.");
    }

    /// <summary>The path of what the user named.</summary>
    public static string PathOf(string given) => given == Shipped && !File.Exists(given) && !Directory.Exists(given) ? Emulator.ShippedFolder : given;

    static bool IsOfRadii(string path)
    {
        if (Emulator.IsCompact(path))
        {
            return false;
        }

        using FitsFile file = FitsFile.Open(path);
        return file.Hdus.Any(hdu => hdu.Header.TryGetString("EXTNAME", out string? name) && name.Trim() == ArrayOfRadii);
    }
}

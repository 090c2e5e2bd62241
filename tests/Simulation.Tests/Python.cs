using System.Diagnostics;

namespace Astra.Simulation.Tests;

/// <summary>A test that needs the reference data and numpy with astropy; skipped with a reason where either is absent.</summary>
sealed class AstropyFactAttribute : FactAttribute
{
    static readonly string? Missing = Python.TryRun("import numpy, astropy.io.fits", [], out _) ? null : "needs python3 with numpy and astropy (Debian: python3-astropy)";

    public AstropyFactAttribute() => Skip = new Testing.SharedDataFactAttribute().Skip ?? Missing;
}

/// <summary>Runs short Python programs.</summary>
static class Python
{
    // The system's interpreter has the system's astropy; another one may come first on the path.
    static readonly string Interpreter = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    public static bool TryRun(string program, string[] arguments, out string output)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            output += errors.Result;
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            output = e.Message;
            return false;
        }
    }
}

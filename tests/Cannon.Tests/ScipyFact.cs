using System.Diagnostics;

namespace Astra.Cannon.Tests;

/// <summary>A test that compares with scipy; skipped with a reason where there is none.</summary>
sealed class ScipyFactAttribute : FactAttribute
{
    static readonly bool Present = Python.TryRun("import numpy, scipy.optimize", [], out _);

    public ScipyFactAttribute() => Skip = Present ? null : "needs python3 with numpy and scipy (Debian: python3-scipy)";
}

/// <summary>Runs short Python programs.</summary>
static class Python
{
    // The system's interpreter has the system's scipy; another one may come first on the path.
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

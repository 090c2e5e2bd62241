using System.Diagnostics;
using Astra.Host.Configuration;

namespace Astra.Host.Service;

/// <summary>The user's command that is told when something needs a human.</summary>
static class Hook
{
    /// <summary>Runs it with some text on its standard input, and waits for it.</summary>
    /// <returns>What went wrong, in a sentence; null when nothing did.</returns>
    public static string? Run(ServiceSettings settings, string text)
    {
        try
        {
            bool windows = OperatingSystem.IsWindows();
            ProcessStartInfo start = new(windows ? "cmd.exe" : "/bin/sh", [windows ? "/c" : "-c", settings.Hook]) { RedirectStandardInput = true };
            using Process hook = Process.Start(start)!;
            Task<bool> told = Tell(hook, text);
            if (!hook.WaitForExit(settings.HookTimeout))
            {
                hook.Kill(entireProcessTree: true);
                return Invariant($"The hook did not end within {settings.HookTimeout.TotalSeconds:0} s (service:hook_timeout) and was killed: {settings.Hook}");
            }

            return hook.ExitCode != 0 ? Invariant($"The hook ended with {hook.ExitCode}: {settings.Hook}")
                : told.Wait(TimeSpan.FromSeconds(1)) && told.Result ? null
                : $"The hook ended without reading the summary: {settings.Hook}";
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return $"The hook could not be run: {e.Message}: {settings.Hook}";
        }
    }

    /// <returns>Whether all of it was taken: a hook need not read it.</returns>
    static async Task<bool> Tell(Process hook, string text)
    {
        try
        {
            await using StreamWriter input = hook.StandardInput;
            await input.WriteAsync(text);
            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

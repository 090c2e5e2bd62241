namespace Astra.Host.Commands;

/// <summary>Shows something on a thread of its own until it is disposed.</summary>
sealed class BackgroundDisplay : IDisposable
{
    readonly ManualResetEvent stop = new(false);
    readonly Thread thread;

    /// <param name="show">Shows until the handle is set.</param>
    public BackgroundDisplay(Action<WaitHandle> show)
    {
        thread = new Thread(() => show(stop)) { IsBackground = true, Name = "astra display" };
        thread.Start();
    }

    /// <summary>A bar for a fraction from 0 to 1, in the markup of Spectre.Console.</summary>
    public static string Bar(double fraction)
    {
        const int width = 32;
        int filled = (int)(Math.Clamp(fraction, 0, 1) * width);
        return $"[green]{new string('#', filled)}[/][dim]{new string('.', width - filled)}[/]";
    }

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }
}

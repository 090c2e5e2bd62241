using System.Runtime.InteropServices;

namespace Astra.Host.Execution;

/// <summary>
/// How a person stops a run. The first Ctrl-C, or SIGTERM: finish the batch in hand. The second Ctrl-C: end the process at once, which
/// loses only what has not been reported as done.
/// </summary>
sealed class StopSignal : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Cancelled when the run is to stop after the batch in hand.</summary>
    public CancellationToken Requested => source.Token;

    /// <summary>Listens to the signals of the process.</summary>
    /// <param name="announce">Tells the person that the signal was heard.</param>
    public static StopSignal OfProcess(Action announce)
    {
        StopSignal signal = new();
        signal.registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        signal.registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
        return signal;

        void Handle(PosixSignalContext context)
        {
            if (signal.source.IsCancellationRequested)
            {
                Environment.Exit(128 + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
            }

            context.Cancel = true;
            signal.source.Cancel();
            announce();
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }
}

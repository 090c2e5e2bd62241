using System.Net.Sockets;
using System.Text;

namespace Astra.Host.Service;

/// <summary>Tells systemd how the service is (<c>sd_notify</c>: a datagram to the socket that NOTIFY_SOCKET names); does nothing without systemd.</summary>
static class SupervisorNotice
{
    /// <summary>How often systemd wants to hear that the service is alive; null when it does not.</summary>
    public static TimeSpan? WatchdogInterval =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2.0)
            : null;

    /// <param name="state">Such as <c>READY=1</c>, <c>STOPPING=1</c>, <c>WATCHDOG=1</c>; lines with <c>STATUS=</c> are shown by systemctl.</param>
    public static void Send(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

            // A name that begins with @ is in the abstract space, where it begins with a zero byte.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
            socket.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // Nobody listens: the service does not depend on being watched.
        }
    }
}

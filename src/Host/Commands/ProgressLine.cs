namespace Astra.Host.Commands;

/// <summary>A line that counts while something goes on: only on a terminal, on standard error.</summary>
static class ProgressLine
{
    public static T While<T>(string what, TextWriter error, Func<Action<long>?, T> action)
    {
        if (Console.IsErrorRedirected)
        {
            return action(null);
        }

        T result = action(count => error.Write($"\r{Count.Text(count)} {what}"));
        error.Write("\r\u001b[K");
        return result;
    }
}

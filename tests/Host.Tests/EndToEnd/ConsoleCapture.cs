using System.Text;
using Astra.Host.Errors;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>
/// What commands write to the console, each caller's own: the console belongs to the process, and tests run side by side. Threads that a command
/// starts write where the command does.
/// </summary>
static class ConsoleCapture
{
    static readonly AsyncLocal<TextWriter?> Output = new();
    static readonly AsyncLocal<TextWriter?> Error = new();

    static ConsoleCapture()
    {
        Console.SetOut(new Switch(Output, Console.Out));
        Console.SetError(new Switch(Error, Console.Error));
    }

    /// <summary>Calls a function and gives back what it returned and wrote.</summary>
    public static Answer Of(Func<int> command)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        (Output.Value, Error.Value) = (TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        try
        {
            return new Answer(command(), output.ToString(), error.ToString());
        }
        finally
        {
            (Output.Value, Error.Value) = (null, null);
        }
    }

    sealed class Switch(AsyncLocal<TextWriter?> own, TextWriter otherwise) : TextWriter
    {
        public override Encoding Encoding => otherwise.Encoding;

        public override void Write(char value) => (own.Value ?? otherwise).Write(value);

        public override void Write(string? value) => (own.Value ?? otherwise).Write(value);

        public override void Write(char[] buffer, int index, int count) => (own.Value ?? otherwise).Write(buffer, index, count);

        public override void WriteLine(string? value) => (own.Value ?? otherwise).WriteLine(value);
    }
}

/// <summary>What <c>astra</c> said.</summary>
sealed record Answer(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

using System.Text;

namespace Astra.Host.Query;

/// <summary>Collects text and hands it on in large pieces, because the console writes every piece to the system at once.</summary>
sealed class BufferedText(TextWriter output)
{
    const int Piece = 1 << 15;

    /// <summary>Takes the text.</summary>
    public StringBuilder Text { get; } = new(Piece + (Piece / 4));

    /// <summary>Hands the text on when there is enough of it.</summary>
    public void EndRow()
    {
        if (Text.Length >= Piece)
        {
            Flush();
        }
    }

    public void Flush()
    {
        output.Write(Text);
        output.Flush();
        Text.Clear();
    }
}

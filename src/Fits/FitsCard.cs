namespace Astra.Fits;

/// <summary>One card of a header. A string that goes on over CONTINUE cards is one card here.</summary>
/// <param name="Keyword">In capitals: <c>NAXIS1</c>, <c>COMMENT</c>; of a HIERARCH card what stands between HIERARCH and '=', words one blank apart
/// (<c>ESO DET ID</c>); empty for a blank keyword.</param>
/// <param name="Value">The value; its kind is <see cref="FitsValueKind.None"/> for COMMENT, HISTORY and blank keywords.</param>
/// <param name="Comment">What follows the '/'; of a card without value its text. Never null.</param>
public sealed record FitsCard(string Keyword, FitsValue Value, string Comment = "")
{
    /// <summary>A COMMENT card; when it is written, as many as the text needs.</summary>
    public static FitsCard OfComment(string text) => new("COMMENT", default, text);

    /// <summary>A HISTORY card; when it is written, as many as the text needs.</summary>
    public static FitsCard OfHistory(string text) => new("HISTORY", default, text);

    /// <summary>A card with a blank keyword: a heading between others; without text an empty line.</summary>
    public static FitsCard OfHeading(string text = "") => new("", default, text);
}

namespace Astra.Fits;

/// <summary>Where in which file an HDU stands: the first half of every message about it.</summary>
sealed class HduPlace(string path, int index)
{
    public int Index => index;

    /// <summary>EXTNAME, once the header is known.</summary>
    public string? Name { get; set; }

    public override string ToString() => Name is null ? $"{path}, HDU {index}" : $"{path}, HDU {index} ({FitsError.Printable(Name)})";
}

namespace Astra.Neural;

/// <summary>A dictionary of a pickle, by the text of its keys, in their order.</summary>
/// <param name="isOrdered">Whether it was made as an <c>OrderedDict</c>, which may carry attributes.</param>
sealed class PickleDictionary(bool isOrdered)
{
    OrderedDictionary<string, object?>? items;

    public bool IsOrdered { get; } = isOrdered;

    /// <summary>Made when it is first asked for: one byte of a pickle makes a dictionary, and most of a hostile one are never filled.</summary>
    public OrderedDictionary<string, object?> Items => items ??= [];
}

namespace Astra.Neural;

/// <summary>A dictionary of a pickle, by the text of its keys, in their order.</summary>
/// <param name="isOrdered">Whether it was made as an <c>OrderedDict</c>, which may carry attributes.</param>
sealed class PickleDictionary(bool isOrdered)
{
    public bool IsOrdered { get; } = isOrdered;

    public OrderedDictionary<string, object?> Items { get; } = [];
}

namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// The trees of a forest in the form that is stored: nodes in preorder (a split, all of its left side, all of its right side), tree after tree. The
/// order alone says which nodes are whose children, so there are no pointers that could be wrong or go in circles.
/// </summary>
/// <param name="Inputs">For each node the input that it asks for, or <see cref="Leaf"/>.</param>
/// <param name="Thresholds">For each split, in order, the largest value that goes left.</param>
/// <param name="Values">For each leaf, in order, <paramref name="ValuesPerLeaf"/> numbers.</param>
/// <param name="ValuesPerLeaf">1 of a regressor; the number of classes of a classifier.</param>
sealed record ForestTrees(byte[] Inputs, float[] Thresholds, float[] Values, int ValuesPerLeaf)
{
    /// <summary>In <see cref="Inputs"/>: the node is a leaf.</summary>
    public const byte Leaf = byte.MaxValue;

    /// <summary>Trees one after the other.</summary>
    public static ForestTrees Join(IReadOnlyList<ForestTrees> trees) => new(
        [.. trees.SelectMany(tree => tree.Inputs)],
        [.. trees.SelectMany(tree => tree.Thresholds)],
        [.. trees.SelectMany(tree => tree.Values)],
        trees[0].ValuesPerLeaf);
}

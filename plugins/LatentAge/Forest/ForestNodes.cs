using System.Runtime.CompilerServices;

namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// The trees of a forest in the form that is fast to ask: eight bytes a node, the two children of a split side by side, levels from the root down, so
/// that the nodes that all stars pass share cache lines. A leaf leads to itself: a step asks nothing that a processor could guess wrong, and takes
/// the next stars' steps while it waits for a node. Immutable, safe for several threads.
/// </summary>
sealed class ForestNodes
{
    const int InputBits = 8;

    const int MostNodesOfTree = 1 << (32 - InputBits);

    // Few leaves are nearer to the root; from there on, stars that have arrived are left out after each few steps.
    const int FirstSteps = 8;

    // The threshold (high half), the place of the left child counted from the root, and the input (low eight bits).
    readonly ulong[] nodes;
    readonly int[] starts;

    /// <summary>Lays out trees.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="inputs">How many inputs a star has.</param>
    /// <exception cref="ArgumentException">They are no trees; the message says where.</exception>
    public ForestNodes(ForestTrees trees, int inputs)
    {
        ValuesPerNode = trees.ValuesPerLeaf;
        Width = inputs;
        Check(trees, inputs);
        nodes = new ulong[trees.Inputs.Length];
        Values = new float[nodes.Length * ValuesPerNode];
        List<int> roots = [];
        int split = 0, leaf = 0;
        for (int root = 0; root < nodes.Length;)
        {
            roots.Add(root);
            LayOut(trees, ref root, ref split, ref leaf);
        }

        starts = [.. roots];
    }

    /// <summary>The number of trees.</summary>
    public int Trees => starts.Length;

    /// <summary>The number of nodes of all trees.</summary>
    public int Count => nodes.Length;

    /// <summary>How many inputs a star has.</summary>
    public int Width { get; }

    /// <summary>Numbers for each node in <see cref="Values"/>; those of splits are zero.</summary>
    public int ValuesPerNode { get; }

    /// <summary>What the leaves say.</summary>
    public float[] Values { get; }

    /// <summary>Whole numbers in the order of the floats, which are faster to compare; both zeros are one.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="keys">As many numbers.</param>
    public static void ToKeys(ReadOnlySpan<float> inputs, Span<int> keys)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            keys[i] = Key(inputs[i]);
        }
    }

    /// <summary>Finds the leaf of each star in a tree.</summary>
    /// <param name="tree">0-based.</param>
    /// <param name="keys">Stars x <see cref="Width"/>: their inputs as <see cref="ToKeys"/> gives them.</param>
    /// <param name="leaves">The number of each star's leaf among all nodes.</param>
    /// <param name="underway">Memory for as many stars.</param>
    /// <exception cref="ArgumentException">There are not as many inputs as the stars have, or too little memory.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindLeaves(int tree, ReadOnlySpan<int> keys, Span<int> leaves, Span<int> underway)
    {
        if (keys.Length != leaves.Length * Width || underway.Length < leaves.Length)
        {
            throw new ArgumentException($"{keys.Length} inputs and memory of {underway.Length} are not {Width} for each of {leaves.Length} stars.");
        }

        if (leaves.IsEmpty)
        {
            return;
        }

        ref ulong root = ref nodes[starts[tree]];
        ref int first = ref Unsafe.AsRef(in keys[0]);
        int count = 0;
        for (int star = 0; star < leaves.Length; star++)
        {
            ref int x = ref Unsafe.Add(ref first, star * Width);
            uint node = 0;
            for (int step = 0; step < FirstSteps; step++)
            {
                node = Next(ref root, node, ref x);
            }

            leaves[star] = (int)node;
            underway[count] = star;
            count += IsLeaf(ref root, node) ? 0 : 1;
        }

        while (count > 0)
        {
            int kept = 0;
            for (int i = 0; i < count; i++)
            {
                int star = underway[i];
                ref int x = ref Unsafe.Add(ref first, star * Width);
                uint node = Next(ref root, (uint)leaves[star], ref x);
                node = Next(ref root, node, ref x);
                node = Next(ref root, node, ref x);
                node = Next(ref root, node, ref x);
                leaves[star] = (int)node;
                underway[kept] = star;
                kept += IsLeaf(ref root, node) ? 0 : 1;
            }

            count = kept;
        }

        foreach (ref int leaf in leaves)
        {
            leaf += starts[tree];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Next(ref ulong root, uint place, ref int star)
    {
        ulong node = Unsafe.Add(ref root, place);
        bool right = Unsafe.Add(ref star, (nuint)(byte)node) > (int)(node >> 32);
        return ((uint)node >> InputBits) + Unsafe.BitCast<bool, byte>(right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsLeaf(ref ulong root, uint place) => (uint)Unsafe.Add(ref root, place) >> InputBits == place;

    static ulong Node(int threshold, int left, byte input) => ((ulong)(uint)threshold << 32) | ((uint)left << InputBits) | input;

    static int Key(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }

    static void Check(ForestTrees trees, int inputs)
    {
        int leaves = trees.Inputs.Count(input => input == ForestTrees.Leaf);
        int splits = trees.Inputs.Length - leaves;
        Require(trees.Inputs.Length > 0, "there is no tree");
        Require(splits < leaves, $"{splits} splits and {leaves} leaves are not those of trees, which have a leaf more than splits");
        Require(trees.ValuesPerLeaf > 0 && trees.Values.Length == (long)leaves * trees.ValuesPerLeaf,
            $"{trees.Values.Length} values are not {trees.ValuesPerLeaf} for each of {leaves} leaves");
        Require(trees.Thresholds.Length == splits, $"{trees.Thresholds.Length} thresholds are not those of {splits} splits");
        int bad = Array.FindIndex(trees.Inputs, input => input != ForestTrees.Leaf && input >= inputs);
        Require(bad < 0, $"node {bad} asks for an input beyond the {inputs} that there are");
        bad = Array.FindIndex(trees.Thresholds, threshold => !float.IsFinite(threshold));
        Require(bad < 0, $"the threshold of split {bad} is not finite");
        bad = Array.FindIndex(trees.Values, value => !float.IsFinite(value));
        Require(bad < 0, $"value {bad} of the leaves is not finite");
    }

    static void Require(bool good, string otherwise)
    {
        if (!good)
        {
            throw new ArgumentException(otherwise);
        }
    }

    /// <summary>Lays out the tree that begins at a node, and moves on to the next tree.</summary>
    void LayOut(ForestTrees trees, ref int node, ref int split, ref int leaf)
    {
        int start = node;
        int[] right = RightChildren(trees.Inputs, start);
        node += right.Length;
        int[] splitsBefore = new int[right.Length];
        for (int i = 1; i < right.Length; i++)
        {
            splitsBefore[i] = splitsBefore[i - 1] + (trees.Inputs[start + i - 1] == ForestTrees.Leaf ? 0 : 1);
        }

        // Level by level: place p of the new order is filled while its children get the next two free places.
        int[] order = new int[right.Length];
        int next = 1;
        for (int place = 0; place < order.Length; place++)
        {
            int old = order[place];
            byte input = trees.Inputs[start + old];
            if (input == ForestTrees.Leaf)
            {
                nodes[start + place] = Node(int.MaxValue, place, 0);
                int stored = leaf + old - splitsBefore[old];
                trees.Values.AsSpan(stored * ValuesPerNode, ValuesPerNode).CopyTo(Values.AsSpan((start + place) * ValuesPerNode));
            }
            else
            {
                nodes[start + place] = Node(Key(trees.Thresholds[split + splitsBefore[old]]), next, input);
                order[next] = old + 1;
                order[next + 1] = right[old];
                next += 2;
            }
        }

        int splits = splitsBefore[^1];
        split += splits;
        leaf += right.Length - splits;
    }

    /// <summary>For each node of the tree that begins at a node, counted from it, where its right side begins.</summary>
    static int[] RightChildren(byte[] inputs, int start)
    {
        List<int> right = [];
        Stack<int> waiting = new();
        for (int i = start; i < inputs.Length && i - start < MostNodesOfTree; i++)
        {
            right.Add(0);
            if (inputs[i] != ForestTrees.Leaf)
            {
                waiting.Push(i - start);
            }
            else if (waiting.TryPop(out int parent))
            {
                right[parent] = i + 1 - start;
            }
            else
            {
                return [.. right];
            }
        }

        throw new ArgumentException($"the tree that begins at node {start} does not end");
    }
}

using System.Runtime.CompilerServices;

namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// The trees of a forest in the form that is fast to ask: eight bytes a node, the two children of a split side by side, levels from the root down, so that the nodes that all stars
/// pass share cache lines. A leaf leads to itself; so a step needs no question and stars take steps together. Immutable, safe for several threads.
/// </summary>
sealed class ForestNodes
{
    const int InputBits = 8;

    const int MostNodesOfTree = 1 << (32 - InputBits);

    // Stars that go down a tree together: the processor waits for the nodes of all of them at once.
    const int Together = 4;

    const int StepsBetweenChecks = 4;

    readonly Node[] nodes;
    readonly int[] starts;
    readonly int[] depths;

    /// <summary>Lays out trees.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="inputs">How many inputs a star has.</param>
    /// <exception cref="ArgumentException">They are no trees; the message says where.</exception>
    public ForestNodes(ForestTrees trees, int inputs)
    {
        ValuesPerNode = trees.ValuesPerLeaf;
        Width = inputs;
        Check(trees, inputs);
        nodes = new Node[trees.Inputs.Length];
        Values = new float[nodes.Length * ValuesPerNode];
        List<int> roots = [];
        List<int> steps = [];
        int split = 0, leaf = 0;
        for (int root = 0; root < nodes.Length;)
        {
            roots.Add(root);
            steps.Add(LayOut(trees, ref root, ref split, ref leaf));
        }

        starts = [.. roots];
        depths = [.. steps];
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

    /// <summary>Finds the leaf of each star in a tree.</summary>
    /// <param name="tree">0-based.</param>
    /// <param name="inputs">Stars x <see cref="Width"/>.</param>
    /// <param name="leaves">The number of each star's leaf among all nodes.</param>
    /// <exception cref="ArgumentException">There are not as many inputs as the stars have.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindLeaves(int tree, ReadOnlySpan<float> inputs, Span<int> leaves)
    {
        if (inputs.Length != leaves.Length * Width)
        {
            throw new ArgumentException($"{inputs.Length} inputs are not {Width} for each of {leaves.Length} stars.", nameof(inputs));
        }

        int start = starts[tree], depth = depths[tree], width = Width;
        ref Node root = ref nodes[start];
        int star = 0;
        for (; star + Together <= leaves.Length; star += Together)
        {
            ref float x0 = ref Unsafe.AsRef(in inputs[star * width]);
            ref float x1 = ref Unsafe.Add(ref x0, width);
            ref float x2 = ref Unsafe.Add(ref x1, width);
            ref float x3 = ref Unsafe.Add(ref x2, width);
            uint n0 = 0, n1 = 0, n2 = 0, n3 = 0;
            for (int step = 0; step < depth; step += StepsBetweenChecks)
            {
                uint before = n0 + n1 + n2 + n3;
                for (int i = 0; i < StepsBetweenChecks; i++)
                {
                    n0 = Next(ref root, n0, ref x0);
                    n1 = Next(ref root, n1, ref x1);
                    n2 = Next(ref root, n2, ref x2);
                    n3 = Next(ref root, n3, ref x3);
                }

                // Children have larger numbers than their parents, so the sum stands still only when all stars do.
                if (before == n0 + n1 + n2 + n3)
                {
                    break;
                }
            }

            leaves[star] = start + (int)n0;
            leaves[star + 1] = start + (int)n1;
            leaves[star + 2] = start + (int)n2;
            leaves[star + 3] = start + (int)n3;
        }

        for (; star < leaves.Length; star++)
        {
            ref float x = ref Unsafe.AsRef(in inputs[star * width]);
            uint n = 0;
            for (int step = 0; step < depth; step++)
            {
                n = Next(ref root, n, ref x);
            }

            leaves[star] = start + (int)n;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Next(ref Node root, uint node, ref float star)
    {
        Node here = Unsafe.Add(ref root, node);
        bool right = Unsafe.Add(ref star, here.Link & ((1 << InputBits) - 1)) > here.Threshold;
        return (here.Link >> InputBits) + Unsafe.BitCast<bool, byte>(right);
    }

    static void Check(ForestTrees trees, int inputs)
    {
        int leaves = trees.Inputs.Count(input => input == ForestTrees.Leaf);
        int splits = trees.Inputs.Length - leaves;
        Require(trees.Inputs.Length > 0, "there is no tree");
        Require(splits < leaves, $"{splits} splits and {leaves} leaves are not those of trees, which have a leaf more than splits");
        Require(trees.ValuesPerLeaf > 0 && trees.Values.Length == (long)leaves * trees.ValuesPerLeaf, $"{trees.Values.Length} values are not {trees.ValuesPerLeaf} for each of {leaves} leaves");
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
    /// <returns>The most steps from the root to a leaf.</returns>
    int LayOut(ForestTrees trees, ref int node, ref int split, ref int leaf)
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
        int[] depth = new int[right.Length];
        int next = 1;
        for (int place = 0; place < order.Length; place++)
        {
            int old = order[place];
            byte input = trees.Inputs[start + old];
            if (input == ForestTrees.Leaf)
            {
                nodes[start + place] = new Node(float.PositiveInfinity, (uint)place << InputBits);
                trees.Values.AsSpan((leaf + old - splitsBefore[old]) * ValuesPerNode, ValuesPerNode).CopyTo(Values.AsSpan((start + place) * ValuesPerNode));
            }
            else
            {
                nodes[start + place] = new Node(trees.Thresholds[split + splitsBefore[old]], ((uint)next << InputBits) | input);
                order[next] = old + 1;
                order[next + 1] = right[old];
                depth[next] = depth[next + 1] = depth[place] + 1;
                next += 2;
            }
        }

        int splits = splitsBefore[^1];
        split += splits;
        leaf += right.Length - splits;
        return depth[^1];
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

    /// <summary>A node: how large an input may be to go left, and in one number the input (low bits) and the place of the left child, counted from the root (high bits).</summary>
    readonly record struct Node(float Threshold, uint Link);
}

using System.Globalization;
using System.Numerics;

namespace Astra.Neural;

/// <summary>What a checkpoint holds, by dotted path from the top. Things in a pickle may be shared, so that a small one spells out to anything; hence the limits.</summary>
sealed class CheckpointContents
{
    /// <summary>Dictionaries and lists within one another.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The longest path.</summary>
    public const int MaximumPath = 1_024;

    /// <summary>Characters of all paths, and things looked at: hundreds of times what a large network takes.</summary>
    public const int MaximumSpelledOut = 16 << 20;

    readonly WeightFileErrors errors;
    readonly HashSet<object> around = new(ReferenceEqualityComparer.Instance);
    int spelledOut;

    CheckpointContents(WeightFileErrors errors) => this.errors = errors;

    /// <summary>Every tensor.</summary>
    public OrderedDictionary<string, TensorView> Tensors { get; } = [];

    /// <summary>Every number and string that is not in a list.</summary>
    public Dictionary<string, string> Values { get; } = [];

    /// <summary>How many tensors are below every key of the top level that holds something with tensors.</summary>
    public OrderedDictionary<string, int> TensorsByKey { get; } = [];

    /// <summary>Whether a value of the top level is a tensor.</summary>
    public bool HasTensorsAtTop { get; private set; }

    public static CheckpointContents Of(object? top, WeightFileErrors errors)
    {
        CheckpointContents contents = new(errors);
        if (top is not (PickleDictionary or List<object?> or object?[]))
        {
            throw errors.NotADictionary(top);
        }

        foreach ((string key, object? value) in Items(top))
        {
            int before = contents.Tensors.Count;
            contents.Visit(key, value);
            if (value is TensorView)
            {
                contents.HasTensorsAtTop = true;
            }
            else if (contents.Tensors.Count > before)
            {
                contents.TensorsByKey.Add(key, contents.Tensors.Count - before);
            }
        }

        return contents;
    }

    /// <summary>What may hold tensors, and of dictionaries plain values too: a list of numbers is a history of training, and long.</summary>
    static IEnumerable<(string Key, object? Value)> Items(object container) => container switch
    {
        PickleDictionary dictionary => dictionary.Items.Select(item => (item.Key, item.Value)),
        IEnumerable<object?> list => list.Index()
            .Where(item => item.Item is TensorView or PickleDictionary or List<object?> or object?[])
            .Select(item => (item.Index.ToString(CultureInfo.InvariantCulture), item.Item)),
        _ => [],
    };

    static int Count(object container) => container is PickleDictionary dictionary ? dictionary.Items.Count : ((IReadOnlyCollection<object?>)container).Count;

    void Visit(string path, object? value)
    {
        if (path.Length > MaximumPath)
        {
            throw errors.PathTooLong(path, MaximumPath);
        }

        Spend(path.Length);
        switch (value)
        {
            case TensorView tensor:
                if (!Tensors.TryAdd(path, tensor))
                {
                    throw errors.TensorTwice(path);
                }

                break;
            case PickleDictionary or List<object?> or object?[]:
                VisitItems(path, value);
                break;
            case not null:
                AddValue(path, value);
                break;
        }
    }

    void VisitItems(string path, object container)
    {
        // An empty tuple is one object wherever it stands.
        if (container is object?[] { Length: 0 })
        {
            return;
        }

        if (!around.Add(container))
        {
            throw errors.ContainsItself(path);
        }

        if (around.Count > MaximumDepth)
        {
            throw errors.PathTooDeep(path, MaximumDepth);
        }

        Spend(Count(container));
        foreach ((string key, object? item) in Items(container))
        {
            Visit($"{path}.{key}", item);
        }

        around.Remove(container);
    }

    void Spend(int characters)
    {
        if ((spelledOut += characters) > MaximumSpelledOut)
        {
            throw errors.SpellsOutTooFar(MaximumSpelledOut);
        }
    }

    void AddValue(string path, object value)
    {
        string? text = value switch
        {
            string or bool or long or double or BigInteger => Convert.ToString(value, CultureInfo.InvariantCulture),
            PickleGlobal { Kind: PickleGlobalKind.NumberType } type => type.Name,
            _ => null,
        };
        if (text is not null && !Values.TryAdd(path, text))
        {
            throw errors.ValueTwice(path);
        }
    }
}

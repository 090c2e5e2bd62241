using System.Collections.Frozen;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Planning;

/// <summary>Chooses, for each input of a pipeline, the first of its alternatives that has a value.</summary>
sealed class InputResolver
{
    readonly PipelineDeclaration pipeline;
    readonly int[][] ordinals;

    public InputResolver(PipelineDeclaration pipeline, IReadOnlyList<InputOrigin> origins)
    {
        this.pipeline = pipeline;
        List<InputOrigin> list = [.. origins];
        ordinals = [.. pipeline.Inputs.Select(input => input.Alternatives.Select(origin => list.IndexOf(origin)).ToArray())];
    }

    /// <summary>The inputs by name.</summary>
    public IReadOnlyDictionary<string, InputValue> Resolve(UnitRow unit)
    {
        if (ordinals.Length == 0)
        {
            return FrozenDictionary<string, InputValue>.Empty;
        }

        Dictionary<string, InputValue> inputs = new(ordinals.Length);
        for (int i = 0; i < ordinals.Length; i++)
        {
            int chosen = Choose(i, unit);
            inputs[pipeline.Inputs[i].Name] = chosen < 0
                ? new InputValue(double.NaN, null)
                : new InputValue(unit.Inputs[ordinals[i][chosen]], pipeline.Inputs[i].Alternatives[chosen].ToString());
        }

        return inputs;
    }

    /// <summary>A digest of values and origins: changes when what the pipeline is given changes.</summary>
    public long Digest(UnitRow unit)
    {
        ulong digest = 0;
        for (int i = 0; i < ordinals.Length; i++)
        {
            int chosen = Choose(i, unit);
            digest = Digests.Mix(digest, (ulong)(chosen + 1));
            if (chosen >= 0)
            {
                digest = Digests.Mix(digest, BitConverter.DoubleToUInt64Bits(unit.Inputs[ordinals[i][chosen]]));
            }
        }

        return (long)digest;
    }

    /// <summary>The first required input that no alternative has a value for; null when there is none.</summary>
    public InputDeclaration? Missing(UnitRow unit)
    {
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (!pipeline.Inputs[i].Optional && Choose(i, unit) < 0)
            {
                return pipeline.Inputs[i];
            }
        }

        return null;
    }

    int Choose(int input, UnitRow unit)
    {
        int[] alternatives = ordinals[input];
        for (int i = 0; i < alternatives.Length; i++)
        {
            if (double.IsFinite(unit.Inputs[alternatives[i]]))
            {
                return i;
            }
        }

        return -1;
    }
}

using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace Astra.Declarations;

/// <summary>Reads the flag enumeration of a result record.</summary>
static class FlagReader
{
    const string NoResult = "NoResult";

    /// <exception cref="PluginRefusedException">The declaration has a mistake; the message names it.</exception>
    public static FlagLayout Read(string pipeline, Type result)
    {
        Type flags = Enumeration(pipeline, result);
        if (!flags.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            throw new PluginRefusedException($"pipeline {pipeline}: its flags {flags.Name} are not marked [Flags]. Mark them.");
        }

        List<FlagDeclaration> declared = [];
        long? noResult = null;
        foreach (FieldInfo member in flags.GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            long bits = Bits(member.GetRawConstantValue()!);
            if (bits == 0)
            {
                continue;
            }

            FlagDeclaration flag = Read(pipeline, member, bits);
            if (declared.FirstOrDefault(other => other.Bit == flag.Bit || other.Name == flag.Name) is { } other)
            {
                throw Wrong(pipeline, member, $"it has the bit or the name of {other.Name}. Give each flag its own");
            }

            declared.Add(flag);
            if (member.Name == NoResult)
            {
                noResult = flag.Severity.HasFlag(Severity.Bad) ? bits : throw Wrong(pipeline, member,
                    "a row without values is always bad. Give it Severity.Bad");
            }
        }

        return new FlagLayout
        {
            Flags = [.. declared.OrderBy(flag => flag.Bit)],
            NoResult = noResult
                ?? throw new PluginRefusedException(
                    $"pipeline {pipeline}: its flags {flags.Name} have no {NoResult}. Add it, at bit 11 where that is free, with Severity.Bad."),
            BadCombinations = [.. flags.GetCustomAttributes<BadWhenAttribute>().Select(rule => Combination(pipeline, flags, declared, rule))],
        };
    }

    /// <summary>A name as the products show it: <c>UncertainTeff</c> is <c>UNCERTAIN_TEFF</c>, <c>EFeHLarge</c> is <c>E_FE_H_LARGE</c>.</summary>
    public static string DisplayName(string member)
    {
        StringBuilder name = new();
        for (int i = 0; i < member.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(member[i]) && member[i - 1] != '_'
                && (!char.IsUpper(member[i - 1]) || (i + 1 < member.Length && char.IsLower(member[i + 1])));
            name.Append(startsWord ? "_" : string.Empty).Append(char.ToUpperInvariant(member[i]));
        }

        return name.ToString();
    }

    static Type Enumeration(string pipeline, Type result)
    {
        for (Type? type = result; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PipelineResult<>))
            {
                return type.GenericTypeArguments[0];
            }
        }

        throw new PluginRefusedException(
            $"pipeline {pipeline}: its result {result.Name} says nothing of its flags. Derive it from PipelineResult<TFlags>.");
    }

    static FlagDeclaration Read(string pipeline, FieldInfo member, long bits)
    {
        if (bits < 0 || BitOperations.PopCount((ulong)bits) != 1)
        {
            throw Wrong(pipeline, member,
                "it is not one bit of 0 to 62 (of 0 to 30 unless the enumeration is of type long). Put combinations in [BadWhen]");
        }

        if (member.GetCustomAttribute<FlagAttribute>() is not { } attribute || string.IsNullOrWhiteSpace(attribute.Description))
        {
            throw Wrong(pipeline, member, "it does not say what it means. Add [Flag(\"...\", Severity...)]");
        }

        return new FlagDeclaration(DisplayName(member.Name), BitOperations.TrailingZeroCount(bits), attribute.Description, attribute.Severity);
    }

    static long Combination(string pipeline, Type flags, List<FlagDeclaration> declared, BadWhenAttribute rule)
    {
        long known = declared.Aggregate(0L, (bits, flag) => bits | flag.Mask);
        long mask = rule.AllOf?.GetType() == flags ? Bits(rule.AllOf) : 0;
        return mask != 0 && (mask & ~known) == 0
            ? mask
            : throw new PluginRefusedException(
                $"pipeline {pipeline}: [BadWhen({rule.AllOf})] is not a combination of flags that {flags.Name} declares. "
                + $"Write it as {flags.Name}.A | {flags.Name}.B.");
    }

    static long Bits(object value) => Convert.GetTypeCode(value) == TypeCode.UInt64
        ? unchecked((long)Convert.ToUInt64(value, CultureInfo.InvariantCulture))
        : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    static PluginRefusedException Wrong(string pipeline, FieldInfo member, string what) => new($"pipeline {pipeline}, flag {member.Name}: {what}.");
}

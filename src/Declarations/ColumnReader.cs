using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Astra.Declarations;

/// <summary>Reads the columns that a result record declares.</summary>
static partial class ColumnReader
{
    /// <summary>The room that a FITS card of 80 characters leaves for a comment after <c>TTYPEnnn= 'NAME'</c>.</summary>
    const int LongestDescription = 47;

    static readonly MethodInfo ReaderDefinition =
        ((Func<MethodInfo, Func<PipelineResult, object?>>)Reader<PipelineResult, object>).Method.GetGenericMethodDefinition();

    /// <summary>The columns in the order of the properties, those of base records first.</summary>
    /// <exception cref="PluginRefusedException">The declaration has a mistake; the message names it.</exception>
    public static IReadOnlyList<ColumnDeclaration> Read(string pipeline, Type result)
    {
        List<ColumnDeclaration> columns = [];
        IEnumerable<PropertyInfo> properties = result.GetProperties().Where(property => property.IsDefined(typeof(ColumnAttribute)));
        foreach (PropertyInfo property in properties.OrderBy(Depth).ThenBy(property => property.MetadataToken))
        {
            ColumnDeclaration column = Read(pipeline, result, property);
            if (columns.Any(other => other.Name == column.Name))
            {
                throw Wrong(pipeline, column.Name, "it is declared twice");
            }

            columns.Add(column);
        }

        if (columns.Count == 0)
        {
            throw new PluginRefusedException(
                $"pipeline {pipeline}: its result {result.Name} has no column. Mark at least one public property with [Column].");
        }

        foreach (ColumnDeclaration column in columns.Where(column => column.Name.StartsWith("e_", StringComparison.Ordinal)))
        {
            if (!columns.Any(other => other.Name == column.Name[2..]))
            {
                throw Wrong(pipeline, column.Name,
                    $"it is the error of '{column.Name[2..]}', which is not a column. Add that, or give this one another name");
            }
        }

        CheckThatNumbersStartAsNaN(pipeline, result, columns);
        return columns;
    }

    static ColumnDeclaration Read(string pipeline, Type result, PropertyInfo property)
    {
        ColumnAttribute column = property.GetCustomAttribute<ColumnAttribute>()!;
        if (!ColumnName().IsMatch(column.Name))
        {
            throw Wrong(pipeline, column.Name, "its name is not lower case with digits and underscores, a letter first");
        }

        if (ReservedColumns.Names.Contains(column.Name))
        {
            throw Wrong(pipeline, column.Name, "the host has a column of this name in every table. Give it another name");
        }

        if (TypeOf(property.PropertyType) is not { } type)
        {
            throw Wrong(pipeline, column.Name,
                $"its type {property.PropertyType.Name} cannot be stored; use float, double, int, long, bool, string, or an array of float, double or int");
        }

        if (column.Unit is null || string.IsNullOrWhiteSpace(column.Description))
        {
            throw Wrong(pipeline, column.Name, "it has no unit or no description. The unit of a pure number is \"\"");
        }

        if (column.Description.Length > LongestDescription)
        {
            throw Wrong(pipeline, column.Name,
                $"its description has {column.Description.Length} characters; shorten it to at most {LongestDescription}");
        }

        if (property.GetGetMethod() is not { } getter)
        {
            throw Wrong(pipeline, column.Name, $"the property {property.Name} cannot be read. Give it a public getter");
        }

        var value = (Func<PipelineResult, object?>)ReaderDefinition.MakeGenericMethod(result, property.PropertyType).Invoke(null, [getter])!;
        return new ColumnDeclaration(column.Name, type, column.Unit, column.Description, column.Indexed, value);
    }

    /// <summary>A number that starts as 0 looks like a measurement in every row that leaves it out, such as one with NoResult.</summary>
    static void CheckThatNumbersStartAsNaN(string pipeline, Type result, List<ColumnDeclaration> columns)
    {
        if (result.IsAbstract || result.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            return;
        }

        PipelineResult row = (PipelineResult)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null);
        HashSet<string> alwaysSet = [.. result.GetProperties()
            .Where(property => property.IsDefined(typeof(RequiredMemberAttribute)))
            .Select(property => property.GetCustomAttribute<ColumnAttribute>()?.Name)
            .OfType<string>()];
        foreach (ColumnDeclaration column in columns.Where(column => !alwaysSet.Contains(column.Name)))
        {
            if (column.Value(row) is float and not float.NaN or double and not double.NaN)
            {
                throw Wrong(pipeline, column.Name,
                    "a row that leaves it out would seem to have measured a number. Write = float.NaN; (or double.NaN) after the property");
            }
        }
    }

    static ColumnType? TypeOf(Type type) => type switch
    {
        _ when type == typeof(float) => ColumnType.Float32,
        _ when type == typeof(double) => ColumnType.Float64,
        _ when type == typeof(int) => ColumnType.Int32,
        _ when type == typeof(long) => ColumnType.Int64,
        _ when type == typeof(bool) => ColumnType.Boolean,
        _ when type == typeof(string) => ColumnType.Text,
        _ when type == typeof(float[]) => ColumnType.Float32Array,
        _ when type == typeof(double[]) => ColumnType.Float64Array,
        _ when type == typeof(int[]) => ColumnType.Int32Array,
        _ => null,
    };

    /// <summary>Reads a property through a delegate, which costs a call; reflection would cost a hundred for each value of each row.</summary>
    static Func<PipelineResult, object?> Reader<TResult, TValue>(MethodInfo getter)
        where TResult : PipelineResult
    {
        Func<TResult, TValue> read = getter.CreateDelegate<Func<TResult, TValue>>();
        return result => read((TResult)result);
    }

    static int Depth(PropertyInfo property)
    {
        int depth = 0;
        for (Type? type = property.DeclaringType; type is not null; type = type.BaseType)
        {
            depth++;
        }

        return depth;
    }

    static PluginRefusedException Wrong(string pipeline, string column, string what) => new($"pipeline {pipeline}, column '{column}': {what}.");

    [GeneratedRegex("^[a-z][a-z0-9_]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnName();
}

using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Astra.Abstractions.Tests;

/// <summary>Writes down what of an assembly others can use: a paragraph for each type, a line for each member, sorted.</summary>
static class ApiText
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly NullabilityInfoContext Nullability = new();

    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(ulong)] = "ulong",
        [typeof(void)] = "void",
    };

    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    public static string Of(IEnumerable<Type> types)
    {
        StringBuilder text = new();
        foreach (Type type in types.OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            var members = type.GetMembers(Declared).Select(member => (member.Name, Line: Line(member))).Where(member => member.Line is not null);
            foreach ((_, string? line) in members.OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Line, StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    static string Header(Type type)
    {
        if (type.IsEnum)
        {
            return $"{(type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : string.Empty)}enum {NameOf(type)} : {NameOf(Enum.GetUnderlyingType(type))}";
        }

        string modifier = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        string record = type.GetMethod("<Clone>$") is not null ? " (record)" : string.Empty;
        IEnumerable<Type> bases = new[] { type.BaseType }.OfType<Type>().Where(parent => parent != typeof(object) && parent != typeof(ValueType))
            .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []));
        string parents = string.Join(", ", bases.Select(NameOf).Order(StringComparer.Ordinal));
        string usage = type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } attribute
            ? $" [on {attribute.ValidOn}{(attribute.AllowMultiple ? ", several" : string.Empty)}]"
            : string.Empty;
        return $"{modifier} {NameOf(type, nullability: null, Variance)}{(parents.Length == 0 ? string.Empty : $" : {parents}")}{Constraints(type.GetGenericArguments())}{record}{usage}";
    }

    /// <summary>A member that others can use; null for one that they cannot, or that the compiler adds.</summary>
    static string? Line(MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: false } field when IsVisible(field.IsPublic, field.IsFamily || field.IsFamilyOrAssembly) => Line(field),
        PropertyInfo property when property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(IsVisible) => Line(property),
        ConstructorInfo constructor when IsVisible(constructor) && !IsFromCompiler(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !IsFromCompiler(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => Line(method),
        _ => null,
    };

    static string Line(FieldInfo field) => field switch
    {
        { DeclaringType.IsEnum: true } => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        { IsLiteral: true } => $"const {NameOf(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}",
        _ => $"{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}{NameOf(field.FieldType, Nullability.Create(field))} {field.Name}",
    };

    static string Line(PropertyInfo property)
    {
        MethodInfo accessor = property.GetAccessors(nonPublic: true).First(IsVisible);
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        string get = property.GetMethod is { } getter && IsVisible(getter) ? "get; " : string.Empty;
        string set = property.SetMethod is { } setter && IsVisible(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; "
            : string.Empty;
        return $"{Modifier(accessor)}{required}{NameOf(property.PropertyType, Nullability.Create(property))} {property.Name} {{ {get}{set}}}";
    }

    static string Line(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : string.Empty;
        string constraints = method.IsGenericMethod ? Constraints(method.GetGenericArguments()) : string.Empty;
        return $"{Modifier(method)}{NameOf(method.ReturnType, Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)}){constraints}";
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        string variable = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : string.Empty;
        string initial = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : string.Empty;
        return $"{variable}{NameOf(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}{initial}";
    }));

    static string Constraints(Type[] parameters)
    {
        IEnumerable<string> where =
            from parameter in parameters
            let attributes = parameter.GenericParameterAttributes
            let kinds = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(NameOf)
                .Prepend(attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? "struct" : null)
                .Prepend(attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : null)
                .OfType<string>()
            where kinds.Any()
            select $" where {parameter.Name} : {string.Join(", ", kinds)}";
        return string.Concat(where);
    }

    static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly);

    static bool IsVisible(bool isPublic, bool isProtected) => isPublic || isProtected;

    static bool IsFromCompiler(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute));

    static string Modifier(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => string.Empty,
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false } => "virtual ",
        _ => string.Empty,
    };

    static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string NameOf(Type type) => NameOf(type, nullability: null);

    static string NameOf(Type type, NullabilityInfo? nullability) => NameOf(type, nullability, _ => string.Empty);

    static string NameOf(Type type, NullabilityInfo? nullability, Func<Type, string> prefix)
    {
        string optional = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType && !type.IsGenericParameter ? "?" : string.Empty;
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!, nullability?.ElementType)}[]{optional}";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{NameOf(value)}?";
        }

        string name = Keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        if (type.IsGenericType)
        {
            NullabilityInfo[] arguments = nullability?.GenericTypeArguments ?? [];
            name += $"<{string.Join(", ", type.GetGenericArguments().Select((argument, i) => prefix(argument) + NameOf(argument, arguments.ElementAtOrDefault(i))))}>";
        }

        return name + optional;
    }

    static string Variance(Type argument) => argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.Covariant) ? "out " : string.Empty;
}

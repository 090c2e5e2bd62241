using Astra.Host.Plugins;

namespace Astra.Host.Query;

/// <summary>What kind of value an expression has.</summary>
enum ValueKind
{
    Number,
    Text,
    Condition,
    Array,
}

/// <summary>A node of a condition. The parser makes only those whose parts fit together.</summary>
/// <param name="Position">Where it begins in the condition.</param>
abstract record Expression(ValueKind Kind, int Position);

/// <param name="Value">A long, double, string or bool.</param>
sealed record Literal(object Value, ValueKind Kind, int Position) : Expression(Kind, Position);

sealed record ColumnValue(QueryColumn Column, int Position) : Expression(KindOf(Column), Position)
{
    static ValueKind KindOf(QueryColumn column) => column.Type switch
    {
        ColumnType.Text => ValueKind.Text,
        ColumnType.Boolean => ValueKind.Condition,
        _ => column.IsArray ? ValueKind.Array : ValueKind.Number,
    };
}

sealed record FlagIsSet(FlagDeclaration Flag, int Position) : Expression(ValueKind.Condition, Position);

sealed record Negative(Expression Operand) : Expression(ValueKind.Number, Operand.Position);

sealed record Not(Expression Operand) : Expression(ValueKind.Condition, Operand.Position);

/// <param name="Sql">The operator in SQL.</param>
sealed record Binary(Precedence Precedence, string Sql, Expression Left, Expression Right, ValueKind Kind) : Expression(Kind, Left.Position);

/// <param name="Function">The function in SQL.</param>
sealed record Call(string Function, IReadOnlyList<Expression> Arguments, int Position) : Expression(ValueKind.Number, Position);

sealed record IsNull(Expression Operand, bool Negated) : Expression(ValueKind.Condition, Operand.Position);

sealed record Between(Expression Operand, Expression Low, Expression High, bool Negated) : Expression(ValueKind.Condition, Operand.Position);

sealed record In(Expression Operand, IReadOnlyList<Expression> Items, bool Negated) : Expression(ValueKind.Condition, Operand.Position);

sealed record Like(Expression Operand, Expression Pattern, bool Negated) : Expression(ValueKind.Condition, Operand.Position);

/// <summary>How strongly an operator binds, the weakest first; the same in a condition and in SQL.</summary>
enum Precedence
{
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Negative,
    Primary,
}

using System.Globalization;
using System.Text;

namespace Astra.Host.Query;

/// <summary>
/// Writes a condition as SQL. Nothing that somebody typed gets into the SQL: names have become columns, and every number or text becomes a parameter.
/// </summary>
sealed class ConditionSql
{
    readonly StringBuilder sql = new();
    readonly List<object> parameters = [];
    readonly HashSet<QueryColumn> columns = [];
    readonly FlagTests flagTests;

    ConditionSql(FlagTests flagTests) => this.flagTests = flagTests;

    /// <returns>The SQL, the values of its parameters <c>@p0</c>, <c>@p1</c>, ..., and the columns in it.</returns>
    public static (
        string Sql, IReadOnlyList<object> Parameters, IReadOnlyCollection<QueryColumn> Columns) Write(Expression condition, FlagTests flagTests)
    {
        ConditionSql writer = new(flagTests);
        writer.Write(condition);
        return (writer.sql.ToString(), writer.parameters, writer.columns);
    }

    static Precedence PrecedenceOf(Expression expression) => expression switch
    {
        Binary binary => binary.Precedence,
        Not => Precedence.Not,
        Negative => Precedence.Negative,
        IsNull or Between or In or Like or FlagIsSet => Precedence.Comparison,
        _ => Precedence.Primary,
    };

    void Write(Expression expression)
    {
        switch (expression)
        {
            case Literal literal:
                sql.Append(CultureInfo.InvariantCulture, $"@p{parameters.Count}");
                parameters.Add(literal.Value is bool truth ? (truth ? 1L : 0L) : literal.Value);
                break;
            case ColumnValue column:
                sql.Append(column.Column.Sql);
                columns.Add(column.Column);
                break;
            case FlagIsSet flag:
                sql.Append(flagTests.Sql(allOf: flag.Flag.Mask, noneOf: 0));
                break;
            case Negative negative:
                sql.Append("- ");
                WriteAtLeast(Precedence.Primary, negative.Operand);
                break;
            case Not not:
                sql.Append("NOT ");
                WriteAtLeast(Precedence.Not, not.Operand);
                break;
            case Binary binary:
                // Without parentheses on the left of a chain: SQLite can take a long sum, but not many open parentheses.
                WriteAtLeast(binary.Precedence == Precedence.Comparison ? Precedence.Sum : binary.Precedence, binary.Left);
                sql.Append(' ').Append(binary.Sql).Append(' ');
                WriteAtLeast(binary.Precedence + 1, binary.Right);
                break;
            case Call call:
                sql.Append(call.Function).Append('(');
                WriteList(call.Arguments);
                sql.Append(')');
                break;
            case IsNull isNull:
                WriteAtLeast(Precedence.Sum, isNull.Operand);
                sql.Append(isNull.Negated ? " IS NOT NULL" : " IS NULL");
                break;
            case Between between:
                WriteAtLeast(Precedence.Sum, between.Operand);
                sql.Append(between.Negated ? " NOT BETWEEN " : " BETWEEN ");
                WriteAtLeast(Precedence.Sum, between.Low);
                sql.Append(" AND ");
                WriteAtLeast(Precedence.Sum, between.High);
                break;
            case In list:
                WriteAtLeast(Precedence.Sum, list.Operand);
                sql.Append(list.Negated ? " NOT IN (" : " IN (");
                WriteList(list.Items);
                sql.Append(')');
                break;
            case Like like:
                WriteAtLeast(Precedence.Sum, like.Operand);
                sql.Append(like.Negated ? " NOT LIKE " : " LIKE ");
                WriteAtLeast(Precedence.Sum, like.Pattern);
                break;
        }
    }

    void WriteAtLeast(Precedence precedence, Expression expression)
    {
        if (PrecedenceOf(expression) >= precedence)
        {
            Write(expression);
            return;
        }

        sql.Append('(');
        Write(expression);
        sql.Append(')');
    }

    void WriteList(IReadOnlyList<Expression> expressions)
    {
        for (int i = 0; i < expressions.Count; i++)
        {
            sql.Append(i == 0 ? string.Empty : ", ");
            Write(expressions[i]);
        }
    }
}

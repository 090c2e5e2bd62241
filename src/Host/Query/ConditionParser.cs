using Astra.Host.Errors;

namespace Astra.Host.Query;

/// <summary>
/// Reads a condition such as <c>teff &lt; 4000 and not flag_bad</c>. Names are resolved and kinds of values checked on the way.
/// <code>
/// condition  = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | comparison
/// comparison = sum [ ( "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "=" | "==" | "!=" | "&lt;&gt;" ) sum
///            | "is" [ "not" ] "null"
///            | [ "not" ] ( "between" sum "and" sum | "in" "(" sum { "," sum } ")" | "like" sum ) ]
/// sum        = product { ( "+" | "-" ) product }
/// product    = sign { ( "*" | "/" ) sign }
/// sign       = ( "-" | "+" ) sign | primary
/// primary    = number | text | "true" | "false" | column | "(" condition ")"
///            | "abs" "(" sum ")" | ( "min" | "max" ) "(" sum "," sum ")" | "flag" "(" NAME ")"
/// </code>
/// A missing value makes every comparison with it, and its negation, not match; so does a division by zero. Division does not round whole numbers.
/// <c>like</c> takes <c>%</c> for any text and <c>_</c> for any character and ignores upper and lower case; <c>=</c> does not.
/// </summary>
sealed class ConditionParser
{
    /// <summary>SQLite's parser has a stack of 100 entries, of which one level can take nine.</summary>
    const int MaximumNesting = 9;

    /// <summary>SQLite takes trees up to 1000 levels deep, of which one operation can take two.</summary>
    const int MaximumOperations = 400;

    /// <summary>SQLite takes 32,766 parameters, but looks each of them up in a list.</summary>
    const int MaximumLiterals = 10_000;

    const string IsAnArray = "this column is an array, which a condition cannot use; it can be asked for with --columns.";

    static readonly string[] Functions = ["abs", "min", "max", "flag"];
    static readonly string[] Comparisons = ["<", "<=", ">", ">=", "=", "==", "!=", "<>"];
    static readonly string[] Keywords = ["and", "or", "not", "between", "in", "is", "null", "like"];

    readonly QueryTable table;
    readonly string condition;
    readonly IEnumerator<Token> tokens;
    int nesting;
    int operations;
    int literals;

    ConditionParser(QueryTable table, string condition)
    {
        this.table = table;
        this.condition = condition;
        tokens = Tokenizer.Tokens(condition).GetEnumerator();
        tokens.MoveNext();
    }

    Token Current => tokens.Current;

    /// <summary>Reads a condition on a table.</summary>
    /// <exception cref="UserException">It cannot be understood; the message shows where.</exception>
    public static Expression Parse(QueryTable table, string condition)
    {
        if (string.IsNullOrWhiteSpace(condition))
        {
            throw UserException.Usage("--where is empty. Write a condition such as \"teff < 4000 and not flag_bad\", or leave --where out.");
        }

        ConditionParser parser = new(table, condition);
        Expression expression = parser.Or();
        if (parser.Current.Kind != TokenKind.End)
        {
            Token rest = parser.Current;
            throw parser.Error(rest.Position, $"did not expect {rest.Described}; an operator such as 'and' may be missing before it.");
        }

        return parser.Require(expression, ValueKind.Condition);
    }

    Expression Or()
    {
        Expression left = And();
        while (Accept("or"))
        {
            left = Logical(Precedence.Or, "OR", left, And());
        }

        return left;
    }

    Expression And()
    {
        Expression left = Not();
        while (Accept("and"))
        {
            left = Logical(Precedence.And, "AND", left, Not());
        }

        return left;
    }

    Expression Logical(Precedence precedence, string sql, Expression left, Expression right)
    {
        CountOperation(left.Position);
        return new Binary(precedence, sql, Require(left, ValueKind.Condition), Require(right, ValueKind.Condition), ValueKind.Condition);
    }

    Expression Not()
    {
        Token first = Current;
        if (!Accept("not"))
        {
            return Comparison();
        }

        Enter(first);
        Not not = new(Require(Not(), ValueKind.Condition));
        Leave();
        return not;
    }

    Expression Comparison()
    {
        Expression left = Sum();
        Token operation = Current;
        if (Comparisons.Any(operation.Is))
        {
            Advance();
            return Compare(left, operation, Sum());
        }

        if (Accept("is"))
        {
            CountOperation(operation.Position);
            bool isNot = Accept("not");
            Expect("null", "after 'is'");
            return new IsNull(left, isNot);
        }

        bool negated = Accept("not");
        operation = Current;
        if (Accept("between"))
        {
            CountOperation(operation.Position);
            Expression low = Sum();
            Expect("and", "between the two limits");
            Expression high = Sum();
            RequireSame(left, low, mayBeCondition: false);
            RequireSame(left, high, mayBeCondition: false);
            return new Between(left, low, high, negated);
        }

        if (Accept("in"))
        {
            CountOperation(operation.Position);
            return new In(left, Items(left), negated);
        }

        if (Accept("like"))
        {
            CountOperation(operation.Position);
            return new Like(Require(left, ValueKind.Text), Require(Sum(), ValueKind.Text), negated);
        }

        return negated ? throw Error(operation.Position, $"expected 'between', 'in' or 'like' after 'not', found {operation.Described}.") : left;
    }

    Binary Compare(Expression left, Token operation, Expression right)
    {
        CountOperation(operation.Position);
        string sql = operation.Text switch
        {
            "==" => "=",
            "!=" => "<>",
            _ => operation.Text,
        };
        RequireSame(left, right, mayBeCondition: sql is "=" or "<>");
        if (Comparisons.Any(Current.Is))
        {
            throw Error(Current.Position, "comparisons cannot be chained; write 'x > 1 and x < 3' or 'x between 1 and 3'.");
        }

        return new Binary(Precedence.Comparison, sql, left, right, ValueKind.Condition);
    }

    List<Expression> Items(Expression operand)
    {
        Token open = Current;
        Expect("(", "after 'in'");
        List<Expression> items = [];
        Enter(open);
        do
        {
            items.Add(Sum());
            RequireSame(operand, items[^1], mayBeCondition: true);
        }
        while (Accept(","));
        Leave();
        Expect(")", "after the values");
        return items;
    }

    Expression Sum()
    {
        Expression left = Product();
        for (Token operation = Current; operation.Is("+") || operation.Is("-"); operation = Current)
        {
            Advance();
            left = Arithmetic(Precedence.Sum, operation.Text, operation, left, Product());
        }

        return left;
    }

    Expression Product()
    {
        Expression left = Sign();
        for (Token operation = Current; operation.Is("*") || operation.Is("/"); operation = Current)
        {
            Advance();

            // SQLite would give 2 for 5 / 2.
            left = Arithmetic(Precedence.Product, operation.Is("/") ? "* 1.0 /" : "*", operation, left, Sign());
        }

        return left;
    }

    Binary Arithmetic(Precedence precedence, string sql, Token operation, Expression left, Expression right)
    {
        CountOperation(operation.Position);
        return new Binary(precedence, sql, Require(left, ValueKind.Number), Require(right, ValueKind.Number), ValueKind.Number);
    }

    Expression Sign()
    {
        Token first = Current;
        if (!Accept("-") && !Accept("+"))
        {
            return Primary();
        }

        Enter(first);
        Expression operand = Require(Sign(), ValueKind.Number);
        Leave();
        return first.Is("-") ? new Negative(operand) : operand;
    }

    Expression Primary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                return CountedLiteral(token.Value!, ValueKind.Number, token.Position);
            case TokenKind.Text:
                Advance();
                return CountedLiteral(token.Value!, ValueKind.Text, token.Position);
            case TokenKind.Name when token.Is("true") || token.Is("false"):
                Advance();
                return CountedLiteral(token.Is("true"), ValueKind.Condition, token.Position);
            case TokenKind.Name when token.Is("null"):
                throw Error(token.Position, "nothing equals null; write 'is null' or 'is not null'.");
            case TokenKind.Name when !Keywords.Any(token.Is):
                Advance();
                return Current.Is("(") ? FunctionCall(token) : new ColumnValue(table.Column(token.Text), token.Position);
            case TokenKind.Symbol when token.Is("("):
                Advance();
                Enter(token);
                Expression inner = Or();
                Leave();
                Expect(")", "to close the parenthesis");
                return inner;
            default:
                throw Error(token.Position, $"expected a value, found {token.Described}.");
        }
    }

    Expression FunctionCall(Token function)
    {
        string name = Functions.FirstOrDefault(function.Is)
            ?? throw Error(function.Position, $"there is no function '{function.Text}'. Functions: abs(x), min(a, b), max(a, b), flag(NAME).");
        Expect("(", "after the function");
        CountOperation(function.Position);
        Expression call = name switch
        {
            "flag" => Flag(function),
            "abs" => new Call(name, [Argument(function)], function.Position),
            _ => new Call(name, [Argument(function), SecondArgument(function)], function.Position),
        };
        Expect(")", $"after what {name} takes");
        return call;
    }

    FlagIsSet Flag(Token function)
    {
        Token flag = Current;
        if (flag.Kind is not (TokenKind.Name or TokenKind.Text))
        {
            throw Error(flag.Position, $"expected the name of a flag, found {flag.Described}.");
        }

        Advance();
        return new FlagIsSet(table.Flag((string?)flag.Value ?? flag.Text), function.Position);
    }

    Expression Argument(Token function)
    {
        Enter(function);
        Expression argument = Require(Sum(), ValueKind.Number);
        Leave();
        return argument;
    }

    Expression SecondArgument(Token function)
    {
        Expect(",", $"between the two numbers that {function.Text} takes");
        return Argument(function);
    }

    /// <summary>Stands before everything that leads back to a rule above it, so that no input can exhaust the stack.</summary>
    void Enter(Token at)
    {
        if (++nesting > MaximumNesting)
        {
            throw Error(at.Position, $"more than {MaximumNesting} levels of parentheses, 'not' and signs; write it with fewer.");
        }
    }

    void Leave() => nesting--;

    Literal CountedLiteral(object value, ValueKind kind, int position) => ++literals > MaximumLiterals
        ? throw Error(position, $"more than {MaximumLiterals} values; ask in several queries.")
        : new Literal(value, kind, position);

    void CountOperation(int position)
    {
        if (++operations > MaximumOperations)
        {
            throw Error(position, $"more than {MaximumOperations} operations; write 'x in (a, b, c)' in place of 'x = a or x = b or x = c'.");
        }
    }

    Expression Require(Expression expression, ValueKind kind) => expression.Kind == kind
        ? expression
        : throw Error(expression.Position, (expression.Kind, kind) switch
        {
            (ValueKind.Array, _) => IsAnArray,
            (_, ValueKind.Condition) => $"this is {Describe(expression.Kind)}, not a condition; compare it with something, such as '< 4000'.",
            _ => $"this is {Describe(expression.Kind)}, but {Describe(kind)} is needed here.",
        });

    void RequireSame(Expression left, Expression right, bool mayBeCondition)
    {
        if (left.Kind == ValueKind.Array || right.Kind == ValueKind.Array)
        {
            throw Error((left.Kind == ValueKind.Array ? left : right).Position, IsAnArray);
        }

        if (left.Kind != right.Kind)
        {
            string advice = (left.Kind, right.Kind) switch
            {
                (ValueKind.Text, ValueKind.Number) => "put quotes around the number, or use another column",
                (ValueKind.Number, ValueKind.Text) => "remove the quotes, or use another column",
                _ => "a condition stands alone or after 'not'",
            };
            throw Error(right.Position, $"cannot compare {Describe(left.Kind)} with {Describe(right.Kind)}; {advice}.");
        }

        if (left.Kind == ValueKind.Condition && !mayBeCondition)
        {
            throw Error(left.Position, "a condition is neither greater nor smaller; it stands alone or after 'not'.");
        }
    }

    static string Describe(ValueKind kind) => kind switch
    {
        ValueKind.Number => "a number",
        ValueKind.Text => "a text",
        ValueKind.Array => "an array",
        _ => "a condition",
    };

    bool Accept(string symbolOrKeyword)
    {
        if (!Current.Is(symbolOrKeyword))
        {
            return false;
        }

        Advance();
        return true;
    }

    void Expect(string symbolOrKeyword, string where)
    {
        if (!Accept(symbolOrKeyword))
        {
            throw Error(Current.Position, $"expected '{symbolOrKeyword}' {where}, found {Current.Described}.");
        }
    }

    void Advance() => tokens.MoveNext();

    UserException Error(int position, string problem) => ConditionError.At(condition, position, problem);
}

using System.Text.RegularExpressions;
using Astra.Host.Errors;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Query;

public sealed partial class HostileConditionTests : IDisposable
{
    static readonly string[] Pieces =
    [
        "teff", "logg", "flag_bad", "sdss4_apogee_id", "visits", "coefficients", "flag", "UNCERTAIN_TEFF", "abs", "min", "max", "and", "or", "not",
        "between", "in", "is", "null", "like", "true", "false", "(", ")", "(", ")", ",", "<", "<=", "=", "==", "!=", "<>", "+", "-", "*", "/", "1", "2.5",
        "1e3", "'a'", "'it''s'", "'; DROP TABLE results; --'", "'\"", "--", "/*", "*/", ";", "\0", "\n", "@p0", "?1", ":x", "$y", "r.\"teff\"", "é", "😀", "'%_'", "9223372036854775808",
        "sqlite_master", "union", "select", "load_extension", "[a]", "`b`", "x'41'", "''", "'",
    ];

    readonly SqliteConnection connection = Stars.Open();

    public void Dispose() => connection.Dispose();

    [Theory]
    [InlineData("sdss4_apogee_id = '''; DROP TABLE results; --'")]
    [InlineData("sdss4_apogee_id = 'x'' OR 1=1 --'")]
    [InlineData("sdss4_apogee_id like '%'' UNION SELECT sql FROM sqlite_master --'")]
    [InlineData("sdss4_apogee_id in ('@p0', '?1', '\"teff\"')")]
    public void A_hostile_text_is_only_a_text(string condition)
    {
        Assert.Equal(string.Empty, Stars.Matching(connection, condition));
        Assert.Equal(4, Stars.Ask(connection, new QueryRequest()).Length);
    }

    /// <summary>Fixed seeds: a failure names one, and stays.</summary>
    [Fact]
    public void Whatever_is_typed_is_refused_or_becomes_sql_of_declared_columns_and_parameters_only()
    {
        int accepted = 0;
        for (int seed = 0; seed < 40_000; seed++)
        {
            string condition = RandomCondition(new Random(seed));
            string? sql = SqlOf(condition, seed);
            if (sql is null)
            {
                continue;
            }

            accepted++;
            Assert.True(DeclaredOnly().IsMatch(sql), $"seed {seed}: {condition} became {sql}");
            Stars.Matching(connection, condition);
        }

        Assert.InRange(accepted, 500, 39_500);
        Assert.Equal(4, Stars.Ask(connection, new QueryRequest()).Length);
    }

    /// <summary>Where the two languages agree, SQLite itself is the judge of what a condition means.</summary>
    [Fact]
    public void A_condition_means_what_the_same_words_mean_in_sql()
    {
        int matched = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            string condition = Condition(new Random(seed), depth: 4);
            string sql = $"SELECT id FROM (SELECT *, star AS sdss4_apogee_id FROM results) WHERE {condition} ORDER BY id";
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            List<long> expected = [];
            using (SqliteDataReader reader = command.ExecuteReader())
            {
                while (reader.Read())
                {
                    expected.Add(reader.GetInt64(0));
                }
            }

            string found = Stars.Matching(connection, condition);
            Assert.True(string.Join(' ', expected) == found, $"seed {seed}: {condition} matches {found}");
            matched += expected.Count;
        }

        Assert.InRange(matched, 1000, 11_000);
    }

    static string? SqlOf(string condition, int seed)
    {
        try
        {
            return ConditionSql.Write(ConditionParser.Parse(Stars.Table, condition), new FlagTests(Stars.Table.FlagsSql, Stars.FlagValues)).Sql;
        }
        catch (UserException)
        {
            return null;
        }
        catch (Exception unexpected)
        {
            throw new InvalidOperationException($"seed {seed}: {condition}", unexpected);
        }
    }

    /// <summary>A valid condition, a sentence of random words, or a valid condition with something thrown in.</summary>
    static string RandomCondition(Random random)
    {
        string words = string.Join(random.Next(4) == 0 ? string.Empty : " ", random.GetItems(Pieces, random.Next(1, 12)));
        string valid = Condition(random, depth: 3);
        return random.Next(3) switch
        {
            0 => words,
            1 => valid,
            _ => valid.Insert(random.Next(valid.Length + 1), random.GetItems(Pieces, 1)[0]),
        };
    }

    static string Condition(Random random, int depth) => (depth == 0 ? 0 : random.Next(9)) switch
    {
        0 => Choose(random, "flag_bad", "true", "not flag_bad", "visits = 3", "raw_teff is null", "sdss4_apogee_id like '2m%'"),
        1 => $"{Condition(random, depth - 1)} and {Condition(random, depth - 1)}",
        2 => $"{Condition(random, depth - 1)} or {Condition(random, depth - 1)}",
        3 => $"not {Condition(random, depth - 1)}",
        4 => $"({Condition(random, depth - 1)})",
        5 => $"{Number(random, depth - 1)} between {Number(random, depth - 1)} and {Number(random, depth - 1)}",
        6 => $"{Number(random, depth - 1)} {Choose(random, "in", "not in")} ({Number(random, depth - 1)}, {Number(random, depth - 1)})",
        7 => $"{Number(random, depth - 1)} {Choose(random, "is null", "is not null")}",
        _ => $"{Number(random, depth - 1)} {Choose(random, "<", "<=", ">", ">=", "=", "==", "!=", "<>")} {Number(random, depth - 1)}",
    };

    static string Number(Random random, int depth) => (depth <= 0 ? 0 : random.Next(6)) switch
    {
        0 => Choose(random, "teff", "logg", "visits", "result_flags", "raw_teff", "1", "2.5", "1e3", "0"),
        1 => $"{Number(random, depth - 1)} {Choose(random, "+", "-", "*")} {Number(random, depth - 1)}",
        2 => $"- {Number(random, depth - 1)}",
        3 => $"({Number(random, depth - 1)})",
        4 => $"abs({Number(random, depth - 1)})",
        _ => $"{Choose(random, "min", "max")}({Number(random, depth - 1)}, {Number(random, depth - 1)})",
    };

    static string Choose(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    [GeneratedRegex("""^(?: |r\."(?:star|teff|e_teff|raw_teff|logg|ra|visits|flag_bad|result_flags)"|json_extract\(r\."document", '\$\.coefficients'\)|@p[0-9]+|<=|>=|<>|[-<>=+*/(),]|\b(?:OR|AND|NOT|NULL|IS|BETWEEN|IN|LIKE|abs|min|max|1\.0|0|1|2|2048)\b)+$""")]
    private static partial Regex DeclaredOnly();
}

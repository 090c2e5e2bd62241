using Astra.Host.Errors;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Query;

public sealed class ConditionTests : IDisposable
{
    readonly SqliteConnection connection = Stars.Open();

    public void Dispose() => connection.Dispose();

    [Theory]
    [InlineData("teff < 4000", "1")]
    [InlineData("TEFF<4e3 AND LogG<=.5", "1")]
    [InlineData("teff >= 4800", "2 3")]
    [InlineData("teff = 4800 or teff == 5700", "2 3")]
    [InlineData("teff != 4800", "1 3")]
    [InlineData("teff <> 4800", "1 3")]
    [InlineData("4000 > teff", "1")]
    [InlineData("not (teff < 4000 or logg > 4)", "2")]
    [InlineData("logg > -1 and -logg < -1", "2 3")]
    [InlineData("logg > - - 1", "2 3")]
    [InlineData("teff between 4000 and 5000 and logg > 1", "2")]
    [InlineData("teff not between 4000 and 5000", "1 3")]
    [InlineData("visits in (1, 3, 99)", "2 4")]
    [InlineData("visits not in (1, 3)", "1 3")]
    [InlineData("teff is null", "4")]
    [InlineData("teff is not null and raw_teff is null", "3")]
    [InlineData("flag_bad", "2 4")]
    [InlineData("not flag_bad", "1 3")]
    [InlineData("flag_bad = false", "1 3")]
    [InlineData("flag_bad = (teff > 4000)", "1 2")]
    [InlineData("sdss4_apogee_id = '2M01'", "1")]
    [InlineData("sdss4_apogee_id = '2M''03'", "3")]
    [InlineData("sdss4_apogee_id like '2m%' and visits > 0", "1 2")]
    [InlineData("sdss4_apogee_id not like '2M0_'", "3 4")]
    [InlineData("sdss4_apogee_id in ('Vega', '2M02')", "2 4")]
    [InlineData("abs(teff - 4750) < 100", "2")]
    [InlineData("max(e_teff, visits) > 50 and min(logg, 3) = 3", "3")]
    [InlineData("flag(UNCERTAIN_TEFF) or flag(no_result)", "2 4")]
    [InlineData("not flag('UNCERTAIN_LOGG')", "1 2 4")]
    [InlineData("teff > 4000 or teff < 4000 and logg > 99", "2 3")]
    [InlineData("(teff > 4000 or teff < 4000) and logg < 1", "1")]
    [InlineData("teff - 100 - 200 > 4600", "3")]
    [InlineData("teff - (100 - 200) > 4850", "2 3")]
    [InlineData("2 + 3 * 4 = 14 and visits = 3", "2")]
    [InlineData("true and not false and visits = 3", "2")]
    public void A_condition_matches_the_rows_that_it_describes(string condition, string matching) =>
        Assert.Equal(matching, Stars.Matching(connection, condition));

    [Theory]
    [InlineData("teff < 4000")]
    [InlineData("not (teff < 4000)")]
    [InlineData("teff not in (1, 2)")]
    [InlineData("abs(teff) >= 0")]
    [InlineData("max(teff, 1) > 0")]
    public void A_missing_value_matches_neither_a_comparison_nor_its_negation(string condition) =>
        Assert.DoesNotContain("4", Stars.Matching(connection, condition));

    [Theory]
    [InlineData("1 / 0 > 0")]
    [InlineData("not (1 / 0 > 0)")]
    [InlineData("teff / visits > 0 and visits = 0")]
    public void A_division_by_zero_matches_nothing(string condition) => Assert.Equal(string.Empty, Stars.Matching(connection, condition));

    [Fact]
    public void Division_does_not_round_whole_numbers() => Assert.Equal("1", Stars.Matching(connection, "visits / 2 = 2.5"));

    [Fact]
    public void Large_whole_numbers_are_exact()
    {
        Stars.Run(connection, "UPDATE results SET result_flags = 9007199254740993 WHERE id = 1");

        Assert.Equal("1", Stars.Matching(connection, "result_flags = 9007199254740993"));
        Assert.Equal(string.Empty, Stars.Matching(connection, "result_flags = 9007199254740992"));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_near_matches() => Assert.Equal(
        "AstroNN has no column 'teft'. Did you mean teff, e_teff, raw_teff? (astra describe AstroNN)",
        Refusal("teft < 4000"));

    [Fact]
    public void An_unknown_flag_is_answered_with_near_matches() => Assert.StartsWith(
        "AstroNN has no flag 'UNCERTAIN_TEF'. Did you mean UNCERTAIN_TEFF",
        Refusal("flag(UNCERTAIN_TEF)"));

    [Fact]
    public void What_is_wrong_is_shown_where_it_is() => Assert.Equal(
        "--where: expected a value, found 'and'.\n    teff < and logg > 3\n           ^",
        Refusal("teff < and logg > 3"));

    [Fact]
    public void A_long_condition_is_shown_around_what_is_wrong()
    {
        string[] lines = Refusal($"{string.Concat(Enumerable.Repeat("teff > 1 and ", 50))}4 and\n{string.Concat(Enumerable.Repeat(" teff > 1 and", 50))} true").Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.InRange(lines[1].Length, 50, 120);
        Assert.Equal('4', lines[1][lines[2].IndexOf('^')]);
    }

    [Theory]
    [InlineData("sdss4_apogee_id > 3", 18, "cannot compare a text with a number; put quotes around the number, or use another column.")]
    [InlineData("teff = '3'", 7, "cannot compare a number with a text; remove the quotes, or use another column.")]
    [InlineData("teff between 1 and 'a'", 19, "cannot compare a number with a text; remove the quotes, or use another column.")]
    [InlineData("teff in (1, 'a')", 12, "cannot compare a number with a text; remove the quotes, or use another column.")]
    [InlineData("flag_bad = 1", 11, "cannot compare a condition with a number; a condition stands alone or after 'not'.")]
    [InlineData("flag_bad > true", 0, "a condition is neither greater nor smaller; it stands alone or after 'not'.")]
    [InlineData("teff", 0, "this is a number, not a condition; compare it with something, such as '< 4000'.")]
    [InlineData("flag_bad and logg", 13, "this is a number, not a condition; compare it with something, such as '< 4000'.")]
    [InlineData("not teff < 1 or 'a'", 16, "this is a text, not a condition; compare it with something, such as '< 4000'.")]
    [InlineData("teff + 'a' > 1", 7, "this is a text, but a number is needed here.")]
    [InlineData("abs(flag_bad) > 1", 4, "this is a condition, but a number is needed here.")]
    [InlineData("teff like 'a'", 0, "this is a number, but a text is needed here.")]
    [InlineData("coefficients > 1", 0, "this column is an array, which a condition cannot use; it can be asked for with --columns.")]
    [InlineData("teff = null", 7, "nothing equals null; write 'is null' or 'is not null'.")]
    [InlineData("1 < teff < 2", 9, "comparisons cannot be chained; write 'x > 1 and x < 3' or 'x between 1 and 3'.")]
    [InlineData("teff < 4000K", 7, "'4000K' is not a number that can be used; write it such as 4000, 0.5 or 1e-3.")]
    [InlineData("teff < 1e999", 7, "'1e999' is not a number that can be used; write it such as 4000, 0.5 or 1e-3.")]
    [InlineData("teff < 1.2.3", 7, "'1.2.3' is not a number that can be used; write it such as 4000, 0.5 or 1e-3.")]
    [InlineData("result_flags & 4", 13, "'&' means nothing here: write flag(NAME) to test a flag, or 'and' between two conditions.")]
    [InlineData("sdss4_apogee_id = \"a\"", 18, "'\"' means nothing here: texts stand in single quotes, such as '2M17334253-1654573'.")]
    [InlineData("flag_bad; drop table results", 8, "';' means nothing here; remove it.")]
    [InlineData("sdss4_apogee_id = 'a", 18, "this text has no closing quote; add one (a quote inside a text is written twice).")]
    [InlineData("teff > 1 logg > 2", 9, "did not expect 'logg'; an operator such as 'and' may be missing before it.")]
    [InlineData("(teff > 1", 9, "expected ')' to close the parenthesis, found the end.")]
    [InlineData("teff not 3", 9, "expected 'between', 'in' or 'like' after 'not', found '3'.")]
    [InlineData("teff is 3", 8, "expected 'null' after 'is', found '3'.")]
    [InlineData("min(teff) > 1", 8, "expected ',' between the two numbers that min takes, found ')'.")]
    [InlineData("sqrt(teff) > 1", 0, "there is no function 'sqrt'. Functions: abs(x), min(a, b), max(a, b), flag(NAME).")]
    [InlineData("flag(3)", 5, "expected the name of a flag, found '3'.")]
    public void A_wrong_condition_is_refused(string condition, int position, string problem)
    {
        string[] lines = Refusal(condition).Split('\n');

        Assert.Equal($"--where: {problem}", lines[0]);
        Assert.Equal(position, lines[2].IndexOf('^') - 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    public void An_empty_condition_is_refused(string condition) => Assert.StartsWith("--where is empty.", Refusal(condition));

    [Theory]
    [InlineData("(")]
    [InlineData("not ")]
    [InlineData("- ")]
    [InlineData("abs(")]
    [InlineData("min(1, ")]
    [InlineData("(true in (")]
    [InlineData("1 + (")]
    public void Deep_nesting_is_refused_without_exhausting_the_stack(string opening) =>
        Assert.Contains("levels of parentheses", Refusal(string.Concat(Enumerable.Repeat(opening, 1_000_000))));

    [Fact]
    public void A_long_chain_is_refused_before_it_exhausts_the_stack() =>
        Assert.Contains("write 'x in (a, b, c)'", Refusal(string.Join(" or ", Enumerable.Repeat("visits = 3", 1_000_000))));

    [Theory]
    [InlineData("teff + 3 * min(teff, ", "1", ")")]
    [InlineData("teff - (", "1", ")")]
    [InlineData("max(1, ", "1", ")")]
    public void SQLite_can_take_the_deepest_nesting_that_is_allowed(string opening, string inner, string closing)
    {
        string deepest = string.Concat(Enumerable.Repeat(opening, 9)) + inner + string.Concat(Enumerable.Repeat(closing, 9));

        Assert.Equal(string.Empty, Stars.Matching(connection, $"false or true and not flag_bad and visits not between 0 and {deepest} and false"));
        Assert.Contains("levels of parentheses", Refusal($"1 < {opening}{deepest}{closing}"));
    }

    [Theory]
    [InlineData("(true = (false or true and true = ")]
    [InlineData("(true in (false, ")]
    [InlineData("not (false or true and ")]
    public void SQLite_can_take_nested_conditions(string opening)
    {
        string nested = string.Concat(Enumerable.Repeat(opening, 4)) + "true" + new string(')', 4 * opening.Count(character => character == '('));

        Assert.Equal("1 2 3 4", Stars.Matching(connection, $"{nested} or true"));
    }

    [Fact]
    public void SQLite_can_take_the_longest_chain_that_is_allowed()
    {
        Assert.Equal("2", Stars.Matching(connection, string.Join(" or ", Enumerable.Repeat("visits = 3", 200))));
        Assert.Equal("1 2 3 4", Stars.Matching(connection, $"visits{string.Concat(Enumerable.Repeat(" / 1", 399))} >= 0"));
    }

    [Fact]
    public void A_list_may_have_thousands_of_values()
    {
        Assert.Equal("1 2 4", Stars.Matching(connection, $"visits in ({string.Join(',', Enumerable.Range(1, 10_000))})"));
        Assert.Contains("ask in several queries", Refusal($"visits in ({string.Join(',', Enumerable.Range(1, 10_001))})"));
    }

    static string Refusal(string condition)
    {
        UserException refused = Assert.Throws<UserException>(() => ConditionParser.Parse(Stars.Table, condition));
        Assert.Equal(ExitCode.WrongUsage, refused.ExitCode);
        return refused.Message;
    }
}

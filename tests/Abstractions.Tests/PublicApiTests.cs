using System.Runtime.CompilerServices;

namespace Astra.Abstractions.Tests;

public class PublicApiTests
{
    const string AcceptVariable = "ASTRA_ACCEPT_API";

    [Fact]
    public void The_contract_is_what_PublicApi_txt_says()
    {
        string actual = ApiText.Of(typeof(Contract).Assembly);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(SourceFile(), actual);
            return;
        }

        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt")).ReplaceLineEndings("\n");
        Assert.True(expected == actual, Difference(expected, actual));
    }

    static string Difference(string expected, string actual)
    {
        string[] before = Lines(expected);
        string[] after = Lines(actual);
        return $"""
            The contract that plugins are built against is not what PublicApi.txt says:
            {string.Join('\n', before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}")))}
            If that is meant: raise Contract.Minor when something was added, Contract.Major when a plugin built before would no longer work,
            and accept the change with {AcceptVariable}=1 dotnet test tests/Abstractions.Tests
            """;
    }

    /// <summary>The lines, each member's with its type's before it, so that equal members of different types stay apart.</summary>
    static string[] Lines(string api)
    {
        string type = string.Empty;
        List<string> lines = [];
        foreach (string line in api.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            lines.Add(line.StartsWith(' ') ? $"{type}: {line.Trim()}" : line);
        }

        return [.. lines];
    }

    static string SourceFile([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "PublicApi.txt");
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Astra.Abstractions.Tests;

/// <summary>
/// What plugins were built against stays, for as long as the major version does (docs/compatibility.md). Each older contract of this major version has
/// its public members in tests/contracts/VERSION/PublicApi.txt.
/// </summary>
public class OlderContractsTests
{
    static readonly string[] VersionLines = ["static class Contract: const int Minor"];

    public static TheoryData<string> Contracts => new(Versions);

    static IEnumerable<string> Versions =>
        Directory.GetDirectories(Folder, Contract.Major + ".*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    static string Folder => Path.Combine(AppContext.BaseDirectory, "contracts");

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Every_member_of_an_older_contract_is_still_there(string version)
    {
        HashSet<string> today = [.. Lines(ApiText.Of(typeof(Contract).Assembly))];

        string[] gone = [.. Lines(Older(version)).Where(line => !today.Contains(line) && !VersionLines.Any(line.StartsWith))];

        Assert.True(gone.Length == 0, Sentence(version, "gone, or are not what they were", gone));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_type_of_an_older_contract_asks_for_nothing_new_of_a_plugin(string version)
    {
        HashSet<string> older = [.. Lines(Older(version))];
        HashSet<string> types = [.. older.Where(line => !line.Contains(": ", StringComparison.Ordinal) || IsHeader(line)).Select(Header)];

        // What a plugin has to implement or to set: without a default, a type that was compiled before does not load, or its source no longer compiles.
        string[] asked =
        [
            .. from type in typeof(Contract).Assembly.GetExportedTypes()
               let header = Lines(ApiText.Of([type]))[0]
               where types.Contains(Header(header))
               from member in Asked(type)
               where !older.Any(line => line.StartsWith(header, StringComparison.Ordinal) && Names(line, member))
               select $"{type.Name}.{member}",
        ];

        Assert.True(asked.Length == 0, Sentence(version, "new and without a default", asked));
    }

    [Fact]
    public void The_first_contract_is_among_the_older_ones() => Assert.Contains("1.0", Versions);

    /// <summary>Members that a plugin's own type must have, or that a plugin must set when it makes an object of the type.</summary>
    static IEnumerable<string> Asked(Type type) => type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(member => member switch
        {
            MethodInfo { IsAbstract: true, IsAssembly: false, IsFamilyAndAssembly: false, IsSpecialName: false } => true,
            PropertyInfo property => property.IsDefined(typeof(RequiredMemberAttribute))
                || property.GetAccessors(nonPublic: true).Any(accessor => accessor is { IsAbstract: true, IsAssembly: false, IsFamilyAndAssembly: false }),
            _ => false,
        })
        .Select(member => member.Name).Where(name => name is not ("<Clone>$" or "EqualityContract")).Distinct();

    static bool Names(string line, string member) =>
        line.Contains($" {member} {{", StringComparison.Ordinal) || line.Contains($" {member}(", StringComparison.Ordinal) || line.Contains($" {member}<", StringComparison.Ordinal);

    static bool IsHeader(string line) => !line.Contains(" { ", StringComparison.Ordinal) && !line.Contains('(', StringComparison.Ordinal) && !line.Contains(" = ", StringComparison.Ordinal);

    /// <summary>The kind and name of a type, without what it derives from, which may grow.</summary>
    static string Header(string line) => line.Split(" : ")[0].Split(" where ")[0];

    static string Older(string version) => File.ReadAllText(Path.Combine(Folder, version, "PublicApi.txt")).ReplaceLineEndings("\n");

    static string Sentence(string version, string what, string[] members) =>
        $"""
        Plugins built against contract {version} would no longer work with this host: these members are {what}.
        {string.Join('\n', members)}
        Keep them (a new member of an interface needs a default, docs/compatibility.md says how), or raise Contract.Major.
        """;

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
}

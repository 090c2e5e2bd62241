using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Plugins;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Plugins;

/// <summary>Plugins come into a workspace and leave it. NoOp 1.0.0 is among the plugins that the tests' astra comes with.</summary>
public sealed class PluginInstallTests : IDisposable
{
    readonly PluginFolder folder = new();
    readonly Workspace workspace = new();

    string Plugins => Path.Combine(workspace.Folder, "plugins");

    public void Dispose()
    {
        folder.Dispose();
        workspace.Dispose();
    }

    [Fact]
    public void A_newer_version_is_installed_beside_the_one_that_ships_and_is_used()
    {
        Answer answer = workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.5.0"));

        Assert.Equal($"Installed NoOp 1.5.0 in {Plugins}/NoOp-1.5.0, with NoOp, NoOpModel, NoOpSource.\n", answer.Output);
        Assert.Equal(["1.0.0 standing by", "1.5.0 loaded"], Versions());
        Assert.Contains($"stands by: NoOp 1.5.0 in {Plugins}/NoOp-1.5.0 is used.", workspace.Astra(ExitCode.Done, "plugins").Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NoOp/")]
    public void An_archive_is_installed_with_or_without_a_folder_in_it(string below)
    {
        string archive = Zip([.. Directory.GetFiles(Copy("1.5.0")).Select(file => ($"{below}{Path.GetFileName(file)}", File.ReadAllBytes(file)))]);

        workspace.Astra(ExitCode.Done, "plugins", "install", archive);

        Assert.Equal(["1.0.0 standing by", "1.5.0 loaded"], Versions());
    }

    [Fact]
    public void An_older_version_stands_by_until_it_is_chosen()
    {
        Answer answer = workspace.Astra(ExitCode.Done, "plugins", "install", Copy("0.9.0"));

        Assert.Contains("Choose this version with --set plugins:versions=NoOp=0.9.0", answer.Output);
        Assert.Equal(["1.0.0 loaded", "0.9.0 standing by"], Versions());
        Assert.Equal(["1.0.0 standing by", "0.9.0 loaded"], Versions("--set", "plugins:versions=NoOp=0.9.0"));
    }

    [Fact]
    public void The_same_again_changes_nothing_and_another_content_needs_force()
    {
        string plugin = Copy("1.5.0");
        workspace.Astra(ExitCode.Done, "plugins", "install", plugin);
        Assert.Equal($"NoOp 1.5.0 is installed already, in {Plugins}/NoOp-1.5.0.\n", workspace.Astra(ExitCode.Done, "plugins", "install", plugin).Output);

        File.WriteAllText(Path.Combine(plugin, "NOTES.txt"), "another build");
        Assert.Contains("is there with another content", workspace.Astra(ExitCode.WrongUsage, "plugins", "install", plugin).Error);
        workspace.Astra(ExitCode.Done, "plugins", "install", plugin, "--force");

        string there = Assert.Single(Directory.GetDirectories(Plugins));
        Assert.True(File.Exists(Path.Combine(there, "NOTES.txt")));
        Assert.Equal(["1.0.0 standing by", "1.5.0 loaded"], Versions());
    }

    [Theory]
    [InlineData("contract", "99.0", "it was built against contract 99.0; this host has 1.1. Rebuild the plugin.")]
    [InlineData("assembly", "Other.dll", "plugin.json names the assembly Other.dll, which is not there.")]
    [InlineData("name", "a/b", "plugin.json gives the name 'a/b', which cannot be part of a folder's name.")]
    [InlineData("name", "Other", "its pipeline NoOp is already there from the plugin NoOp 1.0.0 in ")]
    [InlineData("version", "..", "plugin.json gives the version '..', which cannot be part of a folder's name.")]
    public void What_the_host_would_refuse_is_not_installed(string field, string value, string sentence)
    {
        string plugin = Copy("1.5.0");
        PluginFolder.SetManifest(plugin, field, value);

        Answer answer = workspace.Astra(ExitCode.WrongUsage, "plugins", "install", plugin);

        Assert.StartsWith($"astra: {plugin} is not installed: {sentence}", answer.Error);
        Assert.Empty(Directory.GetFileSystemEntries(Plugins));
    }

    [Fact]
    public void A_damaged_assembly_is_not_installed()
    {
        string plugin = Copy("1.5.0");
        File.WriteAllText(Path.Combine(plugin, "Astra.Plugin.NoOp.dll"), "not an assembly");

        Assert.Contains("an assembly is damaged, or not one for .NET", workspace.Astra(ExitCode.WrongUsage, "plugins", "install", plugin).Error);
        Assert.Empty(Directory.GetFileSystemEntries(Plugins));
    }

    [Theory]
    [InlineData("../evil.txt", "the name ../evil.txt leads out of the folder.")]
    [InlineData("a/../../evil.txt", "the name a/../../evil.txt leads out of the folder.")]
    [InlineData("/tmp/evil.txt", "the name /tmp/evil.txt leads out of the folder.")]
    [InlineData("..\\evil.txt", "the name ..\\evil.txt leads out of the folder.")]
    [InlineData("C:/evil.txt", "the name C:/evil.txt leads out of the folder.")]
    [InlineData("plugin.json", "plugin.json is in it twice.")]
    public void An_archive_with_a_dangerous_name_is_refused(string name, string sentence)
    {
        string archive = Zip(("plugin.json", "{}"u8.ToArray()), (name, "evil"u8.ToArray()));

        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, "plugins", "install", archive).Error);
        Assert.Empty(Directory.GetFileSystemEntries(Plugins));
        Assert.False(File.Exists(Path.Combine(workspace.Folder, "evil.txt")));
    }

    [Fact]
    public void A_link_in_an_archive_is_refused()
    {
        string archive = Path.Combine(folder.Path, "link.zip");
        using (ZipArchive zip = ZipFile.Open(archive, ZipArchiveMode.Create))
        {
            ZipArchiveEntry link = zip.CreateEntry("weights.bin");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using Stream content = link.Open();
            content.Write("/etc/passwd"u8);
        }

        Assert.Contains("weights.bin is a link or a device and not a file.", workspace.Astra(ExitCode.WrongUsage, "plugins", "install", archive).Error);
    }

    [Fact]
    public void A_link_in_a_folder_is_refused()
    {
        string plugin = Copy("1.5.0");
        File.CreateSymbolicLink(Path.Combine(plugin, "weights.bin"), "/etc/passwd");

        Assert.Contains("weights.bin is a link", workspace.Astra(ExitCode.WrongUsage, "plugins", "install", plugin).Error);
        Assert.Empty(Directory.GetFileSystemEntries(Plugins));
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_it_is_gets_refused()
    {
        string archive = Zip(("plugin.json", "{}"u8.ToArray()), ("zeros.bin", new byte[80 << 20]));
        Assert.True(new FileInfo(archive).Length < 200_000);

        Assert.Contains("it is more than 64 MiB, far more than a plugin of its kind needs.", workspace.Astra(ExitCode.WrongUsage, "plugins", "install", archive).Error);
        Assert.Empty(Directory.GetFileSystemEntries(Plugins));
    }

    [Theory]
    [InlineData("absent", "There is no file or folder ")]
    [InlineData("stars", "is no plugin: it has no plugin.json.")]
    [InlineData("notes.zip", "cannot be unpacked: ")]
    public void What_is_no_plugin_is_not_installed(string source, string sentence)
    {
        File.WriteAllText(workspace.Beside("notes.zip"), "not an archive");

        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, "plugins", "install", workspace.Beside(source)).Error);
    }

    [Fact]
    public void What_a_killed_install_left_is_no_plugin_and_is_cleared_away_by_the_next()
    {
        string left = Path.Combine(Plugins, ".astra-new-killed");
        Directory.CreateDirectory(Path.Combine(left, "model"));
        File.WriteAllText(Path.Combine(left, "lock"), string.Empty);
        File.Copy(Path.Combine(PluginFolder.Built, "NoOp", PluginManifest.FileName), Path.Combine(left, "model", PluginManifest.FileName));
        Assert.Equal(["1.0.0 loaded"], Versions());

        workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.5.0"));

        Assert.Equal([Path.Combine(Plugins, "NoOp-1.5.0")], Directory.GetDirectories(Plugins));
    }

    [Fact]
    public void A_run_under_way_is_said_to_go_on_with_what_it_has()
    {
        Directory.CreateDirectory(workspace.Folder);
        using RunLock run = RunLock.Take(workspace.Folder);

        Assert.Contains("An astra that is running goes on with what it has loaded", workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.5.0")).Output);
    }

    [Fact]
    public void A_version_is_removed_and_the_next_one_is_used()
    {
        workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.5.0"));
        workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.6.0"));

        Assert.Equal(
            $"astra: {Plugins} has 2 versions of NoOp: 1.6.0, 1.5.0. Say which one to remove: astra plugins remove NoOp VERSION\n",
            workspace.Astra(ExitCode.WrongUsage, "plugins", "remove", "NoOp").Error);
        Assert.Equal($"astra: {Plugins} has no NoOp 2.0.0. It has 1.6.0, 1.5.0.\n", workspace.Astra(ExitCode.WrongUsage, "plugins", "remove", "NoOp", "2.0.0").Error);
        Answer answer = workspace.Astra(ExitCode.Done, "plugins", "remove", "noop", "1.6.0");

        Assert.Equal($"Removed NoOp 1.6.0 from {Plugins}. Results of its pipelines, and models in the workspace, stay.\n", answer.Output);
        Assert.Equal(["1.0.0 standing by", "1.5.0 loaded"], Versions());
        Assert.False(Directory.Exists(Path.Combine(Plugins, "NoOp-1.6.0")));
    }

    [Fact]
    public void The_folder_of_a_removed_version_stays_until_nobody_uses_it()
    {
        workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.5.0"));
        string installed = Path.Combine(Plugins, "NoOp-1.5.0");
        using (new FileStream(Path.Combine(installed, PluginUse.FileName), FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            Assert.Contains("goes on with it until it ends: restart the service.", workspace.Astra(ExitCode.Done, "plugins", "remove", "NoOp").Output);
            Assert.True(File.Exists(Path.Combine(installed, "Astra.Plugin.NoOp.dll")));
            Assert.Equal(["1.0.0 loaded"], Versions());
        }

        workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.6.0"));
        Assert.Equal([Path.Combine(Plugins, "NoOp-1.6.0")], Directory.GetDirectories(Plugins));
    }

    [Fact]
    public void A_version_in_use_is_not_replaced()
    {
        string plugin = Copy("1.5.0");
        workspace.Astra(ExitCode.Done, "plugins", "install", plugin);
        File.WriteAllText(Path.Combine(plugin, "NOTES.txt"), "another build");
        string installed = Path.Combine(Plugins, "NoOp-1.5.0");
        using FileStream use = new(Path.Combine(installed, PluginUse.FileName), FileMode.Open, FileAccess.Read, FileShare.Read);

        Answer answer = workspace.Astra(ExitCode.WrongUsage, "plugins", "install", plugin, "--force");

        Assert.Contains($"a running astra uses NoOp 1.5.0 in {installed}.", answer.Error);
        Assert.Equal([installed], Directory.GetDirectories(Plugins));
    }

    [Fact]
    public void A_process_that_has_loaded_a_plugin_uses_it()
    {
        workspace.Astra(ExitCode.Done, "plugins", "install", Copy("1.5.0"));
        string installed = Path.Combine(Plugins, "NoOp-1.5.0");
        Assert.False(PluginUse.IsUsed(installed));

        PluginCatalog.Discover(Plugins);

        Assert.True(PluginUse.IsUsed(installed));
    }

    [Fact]
    public void What_an_author_has_linked_to_is_not_deleted()
    {
        string build = Copy("1.5.0");
        Directory.CreateDirectory(Plugins);
        Directory.CreateSymbolicLink(Path.Combine(Plugins, "mine"), build);
        Assert.Equal(["1.0.0 standing by", "1.5.0 loaded"], Versions());

        workspace.Astra(ExitCode.Done, "plugins", "remove", "NoOp");

        Assert.Equal(["1.0.0 loaded"], Versions());
        Assert.True(File.Exists(Path.Combine(build, "Astra.Plugin.NoOp.dll")));
    }

    [Fact]
    public void Plugins_that_come_with_astra_cannot_be_removed() => Assert.Equal(
        $"astra: {Plugins} has no plugin NoOp. It comes with astra, {PluginFolder.Built}: such plugins cannot be removed. To use another version of it, install that: the newest is used.\n",
        workspace.Astra(ExitCode.WrongUsage, "plugins", "remove", "NoOp").Error);

    [Fact]
    public void A_plugin_of_the_user_is_there_in_every_workspace()
    {
        (string, string) home = ("XDG_DATA_HOME", workspace.Beside("home"));
        string place = Path.Combine(workspace.Beside("home"), "astra", "plugins");

        Assert.Contains($"Installed NoOp 1.5.0 in {place}/NoOp-1.5.0", Astra(home, "plugins", "install", Copy("1.5.0"), "--user"));
        Assert.Contains("\"version\": \"1.5.0\"", Astra(home, "plugins", "--json"));
        Assert.Contains($"Removed NoOp 1.5.0 from {place}", Astra(home, "plugins", "remove", "NoOp", "--user"));
        Assert.Empty(Directory.GetDirectories(place));
    }

    string Astra((string, string) environment, params string[] arguments)
    {
        System.Diagnostics.Process process = workspace.Start(arguments, environment);
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == ExitCode.Done, $"{output}\n{error}");
        return output;
    }

    string Copy(string version)
    {
        string copy = folder.Copy("NoOp", $"NoOp-{version}-{Guid.NewGuid():N}");
        PluginFolder.SetManifest(copy, "version", version);
        return copy;
    }

    string Zip(params (string Name, byte[] Content)[] files)
    {
        string archive = Path.Combine(folder.Path, $"{Guid.NewGuid():N}.zip");
        using ZipArchive zip = ZipFile.Open(archive, ZipArchiveMode.Create, Encoding.UTF8);
        foreach ((string name, byte[] content) in files)
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return archive;
    }

    /// <summary>The versions of NoOp in the order in which they were found.</summary>
    string[] Versions(params string[] arguments) =>
    [
        .. JsonNode.Parse(workspace.Astra(ExitCode.Done, ["plugins", "--json", .. arguments]).Output)!.AsArray()
            .Where(plugin => (string?)plugin!["name"] == "NoOp").Select(plugin => $"{plugin!["version"]} {plugin["state"]}"),
    ];
}

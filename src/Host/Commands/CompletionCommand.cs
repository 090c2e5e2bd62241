using System.CommandLine;
using Astra.Host.Errors;

namespace Astra.Host.Commands;

/// <summary><c>astra completion SHELL</c>: a script with which a shell completes commands and options.</summary>
static class CompletionCommand
{
    // The parser answers "astra [suggest:POSITION] LINE" with the words that may stand there.
    const string Bash = """
        _astra() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -o default -W "$(astra "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _astra astra

        """;

    const string Zsh = """
        #compdef astra
        _astra() {
            local -a words_here
            words_here=("${(@f)$(astra "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $words_here || _files
        }
        compdef _astra astra

        """;

    const string Fish = """
        complete -c astra -a '(astra "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'

        """;

    static readonly Dictionary<string, (string Script, string Use)> Shells = new()
    {
        ["bash"] = (Bash, "source <(astra completion bash)"),
        ["zsh"] = (Zsh, "source <(astra completion zsh)"),
        ["fish"] = (Fish, "astra completion fish | source"),
    };

    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.CompletionSources.Add([.. Shells.Keys]);
        Command command = new(
            "completion",
            $"Print a script with which a shell completes commands and options; in the file that your shell reads at its start: {string.Join(" or ", Shells.Values.Select(known => known.Use))}")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shell);
            if (!Shells.TryGetValue(name, out (string Script, string Use) known))
            {
                throw UserException.Usage($"There is no script for '{name}'. Name one of {string.Join(", ", Shells.Keys)}.");
            }

            parsed.InvocationConfiguration.Output.Write(known.Script);
            return ExitCode.Done;
        });
        return command;
    }
}

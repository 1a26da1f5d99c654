using System.CommandLine;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse completion</c>: prints the script that completes commands and options in a shell.</summary>
internal static class CompletionCommand
{
    // Each script asks the command itself, by the directive that System.CommandLine answers.
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _marketpulse() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(marketpulse "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _marketpulse marketpulse
            """,
        ["zsh"] = """
            _marketpulse() {
              local line="${words[*]}"
              local -a found=("${(@f)$(marketpulse "[suggest:${#line}]" "$line" 2>/dev/null)}")
              compadd -- $found
              [[ ${#found} -gt 0 ]] || _files
            }
            compdef _marketpulse marketpulse
            """,
        ["fish"] = """
            complete -c marketpulse -a '(marketpulse "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName marketpulse -ScriptBlock {
              param($word, $ast, $position)
              marketpulse "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = $"The shell: {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new MarketPulseSubcommand(
            "completion",
            "Prints the script that completes marketpulse's commands, options and their values in a shell.",
            "source <(marketpulse completion bash)",
            "marketpulse completion fish > ~/.config/fish/completions/marketpulse.fish",
            "marketpulse completion pwsh | Out-String | Invoke-Expression")
        {
            shell,
        };
        command.OnRun((context, _) =>
        {
            context.Output.WriteText(Scripts[context.Get(shell)!] + "\n");
            return Task.CompletedTask;
        });
        return command;
    }
}

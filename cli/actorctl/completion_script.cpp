#include "cli/actorctl/completion_script.hpp"

#include "cli/actorctl/verb_table.hpp"
#include "config/command_line.hpp"

namespace actord::cli {

namespace {

std::string actions_that_complete(std::optional<completes> what) {
  std::string names;
  for (const auto& verb : verb_table())
    if (!verb.forms.empty() && (!what || verb.completion == *what))
      names.append(names.empty() ? "" : " ").append(verb.name);
  return names;
}

// The options: all of them, or only those that take an argument.
std::string options(bool with_argument_only, std::string_view between) {
  std::string names;
  const auto add = [&](std::string_view dashes, std::string_view name) {
    names.append(names.empty() ? "" : between).append(dashes).append(name);
  };
  for (const auto& flag : config::client_flags()) {
    if (with_argument_only && flag.argument.empty()) continue;
    for (const char& letter : flag.letters)
      if (letter != '?') add("-", {&letter, 1});
    if (!flag.long_name.empty()) add("--", flag.long_name);
  }
  return names;
}

std::string first_sentence_of(const verb_row& verb) {
  return std::string{verb.forms.front().meaning};
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

// Behind the name of a process stands its state; groups are offered as `group:*`.
constexpr std::string_view bash_text =
    R"sh(# bash completion for actorctl; load it with: source <(actorctl completion bash)
_actorctl_names() {
  "${1:-actorctl}" "${@:2}" status 2>/dev/null |
    while read -r name state _; do
      case $state in [A-Z]*) ;; *) continue ;; esac
      printf '%s\n' "$name"
      case $name in *:*) printf '%s:*\n' "${name%%:*}" ;; esac
    done | sort -u
}
_actorctl() {
  local line=${COMP_LINE:0:COMP_POINT} words given=() action='' word skip='' current='' offers
  read -ra words <<<"$line"
  case $line in *[![:space:]]) current=${words[-1]}; unset 'words[-1]' ;; esac
  for word in "${words[@]:1}"; do
    if [ -n "$action" ]; then break
    elif [ -n "$skip" ]; then given+=("$word"); skip=''
    else
      case $word in
        @VALUED@) given+=("$word"); skip=$word ;;
        -*) given+=("$word") ;;
        *) action=$word ;;
      esac
    fi
  done
  if [ -n "$skip" ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return
  fi
  case $action in
    '') offers='@ACTIONS@'; case $current in -*) offers='@OPTIONS@' ;; esac ;;
    help) offers='@ACTIONS@' ;;
    completion) offers='bash zsh fish' ;;
    @NAMED@) offers="all $(_actorctl_names "${COMP_WORDS[0]}" "${given[@]}")" ;;
    @GROUPED@) offers="all $(_actorctl_names "${COMP_WORDS[0]}" "${given[@]}" | sed 's/:.*//')" ;;
    *) offers='' ;;
  esac
  set -o noglob
  mapfile -t COMPREPLY < <(compgen -W "$offers" -- "$current")
  set +o noglob
  # Readline takes what is behind a colon for a word of its own.
  case $current:$COMP_WORDBREAKS in
    *:*:*) COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}") ;;
  esac
}
complete -F _actorctl actorctl
)sh";

constexpr std::string_view zsh_text = R"sh(#compdef actorctl
# zsh completion for actorctl; load it with: source <(actorctl completion zsh)
_actorctl_names() {
  local -a names
  names=(${(f)"$(_call_program names ${(q)words[1]} ${(q)given} status 2>/dev/null |
    while read -r name state rest; do
      case $state in [A-Z]*) ;; *) continue ;; esac
      print -r -- $name
      case $name in *:*) print -r -- "${name%%:*}:*" ;; esac
    done | sort -u)"})
  [[ -n $1 ]] && names=(${(u)names%%:*})
  compadd -- all $names
}
_actorctl() {
  local -a given actions
  local word action skip
  for word in ${words[2,CURRENT-1]}; do
    if [[ -n $action ]]; then break
    elif [[ -n $skip ]]; then given+=($word); skip=
    else
      case $word in
        (@VALUED@) given+=($word); skip=$word ;;
        (-*) given+=($word) ;;
        (*) action=$word ;;
      esac
    fi
  done
  if [[ -n $skip ]]; then _files; return; fi
  actions=(
@DESCRIBED@  )
  case $action in
    ('') if [[ $PREFIX == -* ]]; then compadd -- @OPTIONS@; else _describe action actions; fi ;;
    (help) _describe action actions ;;
    (completion) compadd -- bash zsh fish ;;
    (@NAMED@) _actorctl_names ;;
    (@GROUPED@) _actorctl_names groups ;;
  esac
}
if [[ ${funcstack[1]} == _actorctl ]]; then _actorctl "$@"; else compdef _actorctl actorctl; fi
)sh";

constexpr std::string_view fish_text =
    R"sh(# fish completion for actorctl; load it with: actorctl completion fish | source
function __actorctl_words
    # The options given so far, then the action.
    set -l skip ''
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            echo $word
            set skip ''
            continue
        end
        switch $word
            case @VALUED_FISH@
                echo $word
                set skip $word
            case '-*'
                echo $word
            case '*'
                echo $word
                return 0
        end
    end
    return 1
end
function __actorctl_action
    set -l words (__actorctl_words); or return 1
    echo $words[-1]
end
function __actorctl_no_action
    not __actorctl_words >/dev/null
end
function __actorctl_action_in
    contains -- (__actorctl_action; or echo '') $argv
end
function __actorctl_names
    set -l words (__actorctl_words); or return
    set -l command (commandline -opc)[1]
    echo all
    $command $words[1..-2] status 2>/dev/null | while read -l name state rest
        string match -qr '^[A-Z]' -- $state; or continue
        printf '%s\t%s\n' $name $state
        string match -q '*:*' -- $name; and printf '%s\tgroup\n' (string replace -r ':.*' ':*' -- $name)
    end | sort -u
end
complete -c actorctl -f
@FISH_ACTIONS@complete -c actorctl -n '__actorctl_action_in help' -a '@ACTIONS@'
complete -c actorctl -n '__actorctl_action_in completion' -a 'bash zsh fish'
complete -c actorctl -n '__actorctl_action_in @NAMED_FISH@' -a '(__actorctl_names)'
complete -c actorctl -n '__actorctl_action_in @GROUPED_FISH@' -a '(__actorctl_names | string replace -r "[:\t].*" "" | sort -u)'
)sh";

std::string quoted(std::string text) {
  return replaced(std::move(text), "'", "'\\''");
}

std::string described_for_zsh() {
  std::string lines;
  for (const auto& verb : verb_table())
    if (!verb.forms.empty())
      lines += "    '" + std::string{verb.name} + ":" + quoted(first_sentence_of(verb)) + "'\n";
  return lines;
}

std::string actions_for_fish() {
  std::string lines;
  for (const auto& flag : config::client_flags()) {
    lines += "complete -c actorctl -n __actorctl_no_action";
    for (const char letter : flag.letters)
      if (letter != '?') lines += std::string{" -s "} + letter;
    if (!flag.long_name.empty()) lines += " -l " + std::string{flag.long_name};
    if (!flag.argument.empty()) lines += " -r -F";
    lines += " -d '" + replaced(std::string{flag.help}, "'", "\\'") + "'\n";
  }
  for (const auto& verb : verb_table())
    if (!verb.forms.empty())
      lines += "complete -c actorctl -n __actorctl_no_action -a " + std::string{verb.name} +
               " -d '" + replaced(first_sentence_of(verb), "'", "\\'") + "'\n";
  return lines;
}

std::string filled_in(std::string_view text) {
  const auto named = actions_that_complete(completes::processes);
  std::string script{text};
  script = replaced(std::move(script), "@DESCRIBED@", described_for_zsh());
  script = replaced(std::move(script), "@FISH_ACTIONS@", actions_for_fish());
  script = replaced(std::move(script), "@VALUED_FISH@", options(true, " "));
  script = replaced(std::move(script), "@VALUED@", options(true, "|"));
  script = replaced(std::move(script), "@OPTIONS@", options(false, " "));
  script = replaced(std::move(script), "@ACTIONS@", actions_that_complete(std::nullopt));
  const auto grouped = actions_that_complete(completes::groups);
  script = replaced(std::move(script), "@GROUPED_FISH@", grouped);
  script = replaced(std::move(script), "@GROUPED@", replaced(grouped, " ", "|"));
  script = replaced(std::move(script), "@NAMED_FISH@", named);
  return replaced(std::move(script), "@NAMED@", replaced(named, " ", "|"));
}

}  // namespace

std::optional<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return filled_in(bash_text);
  if (shell == "zsh") return filled_in(zsh_text);
  if (shell == "fish") return filled_in(fish_text);
  return std::nullopt;
}

}  // namespace actord::cli

package cli

import (
	"fmt"
	"strings"
)

const scriptHead = "# Completion of parley for %s, made by: parley completion %s\n"

// bashScript writes a function that looks at the words before the one that
// is being completed.
func bashScript(commands []completion) string {
	var b strings.Builder
	fmt.Fprintf(&b, scriptHead, "bash", "bash")
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	b.WriteString(`_parley() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} head=
    COMPREPLY=()
    if [[ $COMP_CWORD -eq 1 ]]; then
`)
	fmt.Fprintf(&b, "        COMPREPLY=($(compgen -W '%s --help --version' -- \"$word\"))\n        return\n    fi\n", strings.Join(names, " "))
	b.WriteString("    case ${COMP_WORDS[1]} in\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "    %s)\n", c.name)
		var flags []string
		cases := ""
		for _, f := range c.flags {
			flags = append(flags, "--"+f.name)
			if f.value {
				cases += bashValue(f)
			}
		}
		if cases != "" {
			fmt.Fprintf(&b, "        case $before in\n%s        esac\n", cases)
		}
		fmt.Fprintf(&b, "        if [[ $word == -* ]]; then\n            COMPREPLY=($(compgen -W '%s' -- \"$word\"))\n            return\n        fi\n", strings.Join(flags, " "))
		switch {
		case len(c.words) > 0:
			fmt.Fprintf(&b, "        COMPREPLY=($(compgen -W '%s' -- \"$word\"))\n", strings.Join(c.words, " "))
		case c.files:
			b.WriteString("        compopt -o filenames 2>/dev/null\n        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n")
		}
		b.WriteString("        ;;\n")
	}
	b.WriteString("    esac\n}\ncomplete -F _parley parley\n")
	return b.String()
}

func bashValue(f completionFlag) string {
	names := "--" + f.name
	if f.short != "" {
		names += "|-" + f.short
	}
	reply := ":"
	switch {
	case f.list: // complete what stands after the last comma
		reply = fmt.Sprintf("[[ $word == *,* ]] && head=${word%%,*},\n            COMPREPLY=($(compgen -P \"$head\" -W '%s' -- \"${word##*,}\"))", strings.Join(f.words, " "))
	case len(f.words) > 0:
		reply = fmt.Sprintf("COMPREPLY=($(compgen -W '%s' -- \"$word\"))", strings.Join(f.words, " "))
	case f.file:
		reply = "compopt -o filenames 2>/dev/null\n            mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
	}
	return fmt.Sprintf("        %s)\n            %s\n            return\n            ;;\n", names, reply)
}

// zshScript writes what _arguments understands.
func zshScript(commands []completion) string {
	var b strings.Builder
	b.WriteString("#compdef parley\n")
	fmt.Fprintf(&b, scriptHead, "zsh", "zsh")
	b.WriteString("_parley() {\n    local -a commands\n    commands=(\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "        '%s:%s'\n", c.name, c.help)
	}
	b.WriteString(`    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
`)
	for _, c := range commands {
		fmt.Fprintf(&b, "    %s)\n        _arguments", c.name)
		for _, f := range c.flags {
			b.WriteString(zshFlag(f))
		}
		switch {
		case len(c.words) > 0:
			fmt.Fprintf(&b, " \\\n            '*:%s:(%s)'", c.name, strings.Join(c.words, " "))
		case c.files:
			b.WriteString(" \\\n            '*:file:_files'")
		}
		b.WriteString("\n        ;;\n")
	}
	// The file may be sourced as well as found in $fpath.
	b.WriteString("    esac\n}\nif [[ $funcstack[1] == _parley ]]; then\n    _parley \"$@\"\nelse\n    compdef _parley parley\nfi\n")
	return b.String()
}

func zshFlag(f completionFlag) string {
	action := ""
	if f.value {
		action = ":" + f.name + ":"
		switch {
		case f.list:
			action += "_values -s , " + f.name + " " + strings.Join(f.words, " ")
		case len(f.words) > 0:
			action += "(" + strings.Join(f.words, " ") + ")"
		case f.file:
			action += "_files"
		}
	}
	s := fmt.Sprintf(" \\\n            '--%s[%s]%s'", f.name, f.help, action)
	if f.short != "" {
		s += fmt.Sprintf(" \\\n            '-%s[%s]%s'", f.short, f.help, action)
	}
	return s
}

// fishScript writes a complete line for everything that can be said.
func fishScript(commands []completion) string {
	var b strings.Builder
	fmt.Fprintf(&b, scriptHead, "fish", "fish")
	b.WriteString("complete -c parley -f\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "complete -c parley -n __fish_use_subcommand -a %s -d '%s'\n", c.name, c.help)
	}
	for _, c := range commands {
		under := fmt.Sprintf("complete -c parley -n '__fish_seen_subcommand_from %s'", c.name)
		switch {
		case len(c.words) > 0:
			fmt.Fprintf(&b, "%s -a '%s'\n", under, strings.Join(c.words, " "))
		case c.files:
			fmt.Fprintf(&b, "%s -F\n", under)
		}
		for _, f := range c.flags {
			s := under + " -l " + f.name
			if f.short != "" {
				s += " -s " + f.short
			}
			switch {
			case f.list:
				s += fmt.Sprintf(" -x -a '(__fish_append , %s)'", strings.Join(f.words, " "))
			case len(f.words) > 0:
				s += fmt.Sprintf(" -x -a '%s'", strings.Join(f.words, " "))
			case f.file:
				s += " -r -F"
			case f.value:
				s += " -x"
			}
			fmt.Fprintf(&b, "%s -d '%s'\n", s, f.help)
		}
	}
	return b.String()
}

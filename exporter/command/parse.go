package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"casework/exporter/config"
	"casework/exporter/text"
)

// A Line is a command line that was understood.
type Line struct {
	Command string       // or CheckSettings
	Flags   config.Flags // in place of settings
	Args    []string     // that the command reads itself
}

// CheckSettings is what the flag --config.check asks for in place of a command.
const CheckSettings = checkFlag

// Parse reads a command line, without the program's name. Flags stand before
// the command, or behind it if it has none of its own.
func Parse(args []string) (Line, error) {
	p := parser{flags: Flags(), given: config.Flags{}, switched: map[string]bool{}}
	rest, err := p.read(args)
	if err != nil {
		return Line{}, err
	}
	line := Line{Command: Commands()[0].Name, Flags: p.given}
	named := len(rest) > 0
	if named {
		command, err := commandOf(rest[0])
		if err != nil {
			return Line{}, err
		}
		line.Command, rest = command.Name, rest[1:]
		switch {
		case command.Foreign && len(p.given) > 0:
			return Line{}, fmt.Errorf("%s takes flags of its own alone, behind its name; what it shares with the exporter is set by environment variables",
				command.Name)
		case command.Foreign, command.Help, command.own() && !asksForHelp(rest):
			line.Args, rest = rest, nil
		default:
			if rest, err = p.read(rest); err != nil {
				return Line{}, err
			}
		}
	}
	if len(rest) > 0 {
		return Line{}, fmt.Errorf("unexpected argument %s after %s", text.Quote(rest[0]), line.Command)
	}
	return p.settle(line, named)
}

// settle lets the flags that are commands have their way.
func (p *parser) settle(line Line, named bool) (Line, error) {
	switch {
	case p.switched[helpFlag]:
		return Line{Command: helpFlag}, nil
	case p.switched[versionFlag]:
		return Line{Command: versionFlag}, nil
	case p.switched[checkFlag] && named && line.Command != Commands()[0].Name:
		return Line{}, fmt.Errorf("--%s checks the settings of %s alone; %s checks more", checkFlag, Commands()[0].Name, "the command check")
	case p.switched[checkFlag]:
		line.Command = CheckSettings
	}
	return line, nil
}

func commandOf(name string) (*Command, error) {
	all := Commands()
	i := slices.IndexFunc(all, func(c Command) bool { return c.Name == name })
	if i >= 0 {
		return &all[i], nil
	}
	names := make([]string, len(all))
	for j, c := range all {
		names[j] = c.Name
	}
	return nil, fmt.Errorf("unknown command %s; commands are %s", text.Quote(name), strings.Join(names, ", "))
}

func asksForHelp(args []string) bool {
	return len(args) > 0 && slices.Contains([]string{"-h", "-help", "--help"}, args[0])
}

// A parser reads flags.
type parser struct {
	flags    []Flag
	given    config.Flags
	switched map[string]bool // flags that stand for no setting
}

// read reads the flags at the beginning of args and returns what follows.
func (p *parser) read(args []string) ([]string, error) {
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-" {
		arg := args[0]
		args = args[1:]
		if arg == "-h" {
			arg = "--help"
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		positive, off := strings.CutPrefix(name, "no-")
		flag, ok := find(p.flags, name)
		if !ok && off {
			if flag, ok = find(p.flags, positive); ok && !flag.No {
				ok = false
			}
		} else {
			off = false
		}
		switch {
		case !ok:
			return nil, p.unknown(arg, name)
		case flag.Value == "" && hasValue:
			return nil, fmt.Errorf("flag --%s takes no value, and was given %s", name, text.Quote(value))
		case flag.Value == "" && !flag.No:
			p.switched[flag.Name] = true
			continue
		case flag.Value == "":
			value = "on"
			if off {
				value = "off"
			}
		case !hasValue && (len(args) == 0 || strings.HasPrefix(args[0], "-")):
			return nil, fmt.Errorf("flag --%s: its value is missing, as in %s", name, flag.written())
		case !hasValue:
			value, args = args[0], args[1:]
		}
		if len(p.given[flag.Name]) > 0 && !flag.List {
			return nil, fmt.Errorf("flag --%s is given twice", flag.Name)
		}
		p.given[flag.Name] = append(p.given[flag.Name], value)
	}
	return args, nil
}

// unknown is the error of a flag that is not there.
func (p *parser) unknown(arg, name string) error {
	names := map[string]bool{}
	for _, f := range p.flags {
		names["--"+f.Name] = true
	}
	if near := text.Nearest("--"+name, maps.Keys(names)); near != "" {
		return fmt.Errorf("unknown flag %s: did you mean %s?", text.Quote(arg), near)
	}
	return fmt.Errorf("unknown flag %s; flags are %s; all else is set by environment variables (see help)",
		text.Quote(arg), strings.Join(slices.Sorted(maps.Keys(names)), ", "))
}

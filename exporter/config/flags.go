package config

import "strings"

// Flags are flags of the command line that stand for settings: the values that
// each was given, by its name without dashes. They win over the environment.
type Flags map[string][]string

// FlagSettings lists the settings that flags stand for.
func FlagSettings() []Setting {
	var all []Setting
	for _, s := range globals() {
		if s.Flag != "" {
			all = append(all, s)
		}
	}
	return all
}

// IsSwitch reports whether the setting is on or off: its flag takes no value.
func (s *Setting) IsSwitch() bool { return s.Allowed == "on or off" }

// IsList reports whether the setting takes several values, so that its flag may
// be repeated.
func (s *Setting) IsList() bool { return strings.HasPrefix(s.Unit, "list of ") }

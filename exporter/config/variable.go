package config

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"text/template"

	"casework/exporter/text"

	"github.com/kelseyhightower/envconfig"
)

// A Setting documents one environment variable.
type Setting struct {
	Name    string // of the variable, with prefix
	Default string // "" if there is no fixed one
	Absent  string // what holds where there is no fixed default
	Unit    string
	Allowed string // what values may be
	Min     string // for numbers and durations
	Max     string
	Desc    string
	Flag    string // of the command line that stands for it, without dashes; "" for none
	Secret  bool   // the value is never shown
}

// A variable is a Setting and its value in the environment. It takes any
// text, so that envconfig reads all of them before one is refused.
type variable struct {
	Setting
	value string // trimmed, unless secret; the default if not set
	set   bool   // by the environment or a flag, to something
	flag  string // that set it, as it is written; "" for none
}

// Decode implements envconfig.Decoder.
func (v *variable) Decode(value string) error {
	v.value = value
	return nil
}

// DefaultText is the default, or in parentheses what holds instead.
func (s *Setting) DefaultText() string {
	if s.Default != "" {
		return s.Default
	}
	return "(" + cmp.Or(s.Absent, "none") + ")"
}

// A Group is settings under a heading.
type Group struct {
	Title    string
	Settings []Setting
}

// Groups lists every setting.
func Groups() []Group {
	return []Group{
		{"Settings of the exporter", settingsOf(globalPrefix, &globalSettings{})},
		{
			"Collectors of the exporter: what is off is not shown on /metrics, and boards and alerts of it have nothing. " +
				"Lines a unit are those of one case type, by the defaults",
			settingsOf(collectorPrefix, &collectorSettings{}),
		},
		{
			"Settings of each source, <SOURCE> being its name in upper case",
			settingsOf("<SOURCE>", &sourceSettings{}),
		},
	}
}

// globals lists the settings that are of no source.
func globals() []Setting {
	return append(settingsOf(globalPrefix, &globalSettings{}), settingsOf(collectorPrefix, &collectorSettings{})...)
}

// shown is the value as messages quote it.
func (v *variable) shown() string {
	if v.Secret {
		return hidden
	}
	return text.Quote(v.value)
}

// settingsOf lists the settings of spec, a pointer to a struct of variables,
// in the order of its fields. Names come from envconfig, the rest from tags:
// default, absent (what holds instead of a default), unit, allowed, min, max,
// desc, flag, secret. In allowed, {adapters} stands for the names of the adapters.
// The tag envconfig is not used: envconfig would then fall back
// to the name without prefix, and HOST and USER belong to the shell.
func settingsOf(prefix string, spec any) []Setting {
	var all []Setting
	collect := func(key string, tag reflect.StructTag) string {
		s := Setting{
			Name: key, Default: tag.Get("default"), Absent: tag.Get("absent"), Unit: tag.Get("unit"),
			Allowed: strings.ReplaceAll(tag.Get("allowed"), "{adapters}", adapterNames), Min: tag.Get("min"), Max: tag.Get("max"),
			Desc: tag.Get("desc"), Flag: tag.Get("flag"), Secret: tag.Get("secret") == "true",
		}
		if s.Allowed == "" {
			s.Allowed = s.Min + " to " + s.Max
		}
		all = append(all, s)
		return ""
	}
	// envconfig tells the names it uses to a usage template only.
	walk := template.Must(template.New("settings").
		Funcs(template.FuncMap{"collect": collect}).
		Parse(`{{range .}}{{collect .Key .Tags}}{{end}}`))
	if err := envconfig.Usaget(prefix, spec, io.Discard, walk); err != nil {
		panic(fmt.Sprintf("settings of %T: %v", spec, err)) // spec is one of our own
	}
	return all
}

// bind gives the variables of spec, which envconfig has filled, their
// settings, and the values of flags that stand for them. A flag that is empty
// is none where there is no default.
func bind(prefix string, spec any, flags Flags) error {
	fields := reflect.ValueOf(spec).Elem()
	for i, s := range settingsOf(prefix, spec) {
		v, ok := reflect.TypeAssert[*variable](fields.Field(i).Addr())
		if !ok {
			return errors.New("setting " + s.Name + " is no variable")
		}
		v.Setting = s
		if values := flags[s.Flag]; len(values) > 0 {
			v.flag, v.value, v.set = "--"+s.Flag, strings.TrimSpace(strings.Join(values, ",")), true
			continue
		}
		if !s.Secret {
			v.value = strings.TrimSpace(v.value)
		}
		v.set = v.value != "" && os.Getenv(s.Name) != ""
		if v.value == "" {
			v.value = s.Default
		}
	}
	return nil
}

const hidden = "(hidden)"

// A secret is text that no format verb, log or encoding shows. The text is
// behind a pointer because fmt does not ask the methods of a field that is
// not exported.
type secret struct{ text *string }

func newSecret(text string) secret { return secret{&text} }

// reveal is the text.
func (s secret) reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Format implements fmt.Formatter for every verb.
func (secret) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// MarshalText implements encoding.TextMarshaler, which slog and JSON use.
func (secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

package setup

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"casework/exporter/config"
)

// A target is what is to be read, and as whom.
type target struct {
	driver, source, zone string
	host, port, database string // of a server; host may be the path of a socket
	user, password       string
	passwordFile         string // holds the password; "" for none
	schema, adapter      string
	folder               string // of files
	staleAfter           string // of files
	language             string // of boards and reports; "" for that of the settings
}

// environment are the settings of a target by their names, for an exporter that
// keeps its state in a folder; "" keeps none.
func (t *target) environment(listen, state, programmes string) map[string]string {
	of := map[string]string{"DRIVER": t.driver, "TIMEZONE": t.zone, "PROGRAMMES_FILE": programmes}
	if t.driver == config.DriverFiles {
		of["FOLDER"], of["STALE_AFTER"] = t.folder, t.staleAfter
	} else {
		of["USER"], of["PASSWORD"], of["DATABASE"], of["SCHEMA"], of["ADAPTER"] = t.user, t.password, t.database, t.schema, t.adapter
		of["HOST"], of["PORT"] = t.host, t.port
		if t.isSocket() {
			of["HOST"], of["PORT"], of["SOCKET"] = "", "", t.host
		}
		if t.passwordFile != "" {
			of["PASSWORD"], of["PASSWORD_FILE"] = "", t.passwordFile
		}
	}
	env := map[string]string{"CASEWORK_SOURCES": t.source, "CASEWORK_LISTEN_ADDRESS": listen, "CASEWORK_STATE_DIR": state, "CASEWORK_LANGUAGE": t.language}
	for name, value := range of {
		env[t.prefix()+name] = value
	}
	maps.DeleteFunc(env, func(_, value string) bool { return value == "" })
	return env
}

func (t *target) prefix() string { return strings.ToUpper(t.source) + "_" }

func (t *target) isSocket() bool { return filepath.IsAbs(t.host) }

// load is the configuration that an environment gives, without what else stands
// in that of the process. The password does not stay there.
func (t *target) load(env map[string]string) (*config.Config, error) {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "CASEWORK_") || strings.HasPrefix(name, t.prefix()) {
			if err := os.Unsetenv(name); err != nil {
				return nil, err
			}
		}
	}
	for name, value := range env {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	cfg, err := config.Load()
	if unset := os.Unsetenv(t.prefix() + "PASSWORD"); err == nil {
		err = unset
	}
	return cfg, err
}

// sourceOf is the configuration of the only source.
func sourceOf(cfg *config.Config) *config.SourceConfig { return &cfg.Sources[0] }

// unquoted are values that shells and systemd read as they are.
var unquoted = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,-]*$`)

// environmentFile is the text of an environment, for systemd, compose and
// shells.
func environmentFile(env map[string]string) string {
	where := ""
	for name := range env {
		if strings.HasSuffix(name, "_PASSWORD_FILE") {
			where = ": the password is in the file that is named"
		}
	}
	var b strings.Builder
	b.WriteString("# Settings of casework-exporter, written by its command init; \"casework-exporter help\" explains them\n" +
		"# all. Nothing secret is here" + where + ".\n")
	write := func(general bool) {
		for _, name := range slices.Sorted(maps.Keys(env)) {
			if strings.HasPrefix(name, "CASEWORK_") != general {
				continue
			}
			value := env[name]
			if !unquoted.MatchString(value) {
				value = "'" + value + "'" // answers hold no apostrophe
			}
			fmt.Fprintf(&b, "%s=%s\n", name, value)
		}
	}
	b.WriteString("\n")
	write(true)
	b.WriteString("\n")
	write(false)
	b.WriteString("\n# Where figures reach many people, this hides small units:\n#CASEWORK_MIN_CELL=5\n")
	return b.String()
}

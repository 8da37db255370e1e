package setup

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"casework/collectors/name"
	"casework/deploy"
)

// Files and folders of what is written.
const (
	environmentName = "casework-exporter.env"
	programmesName  = "programmes.csv"
	grantsName      = "reader.sql"
	indexName       = "index.sql"
	stepsName       = "next-steps.md"
	secretsFolder   = "secrets"
	stateFolder     = "state"
	scrapingFolder  = "prometheus"
)

// rules are the files of rules, each of which Prometheus needs.
var rules = []string{"casework-boards.yml", "casework-alerts.yml"}

func (s *session) path(name ...string) string {
	return filepath.Join(append([]string{s.folder}, name...)...)
}

// checkFolder sees that nothing would be overwritten.
func (s *session) checkFolder() error {
	if info, err := os.Stat(s.folder); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; --folder names the folder to write", name.Shown(s.folder))
	}
	for _, ours := range []string{environmentName, grantsName, indexName, stepsName, secretsFolder, stateFolder, scrapingFolder} {
		if _, err := os.Lstat(s.path(ours)); err == nil {
			return fmt.Errorf("%s is there already, and nothing is overwritten: give another folder by --folder, or move it away", name.Shown(s.path(ours)))
		}
	}
	return nil
}

// writeNew writes a file that is not there.
func writeNew(path, content string, mode fs.FileMode) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and nothing is overwritten", name.Shown(path))
	}
	if err != nil {
		return err
	}
	if _, err = file.WriteString(content); err == nil {
		err = file.Chmod(mode) // whatever the umask is
	}
	return errors.Join(err, file.Close())
}

// writeCommon writes what every folder has.
func (s *session) writeCommon() error {
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return err
	}
	for name, mode := range map[string]fs.FileMode{stateFolder: 0o700, scrapingFolder: 0o755} {
		if err := os.Mkdir(s.path(name), mode); err != nil {
			return err
		}
	}
	if err := writeNew(s.path(scrapingFolder, "prometheus.yml"), prometheusConfig(s.reach()), 0o644); err != nil {
		return err
	}
	for _, name := range rules {
		content, err := deploy.Files.ReadFile("prometheus/" + name)
		if err != nil {
			return err
		}
		if err := writeNew(s.path(scrapingFolder, name), string(content), 0o644); err != nil {
			return err
		}
	}
	if s.needsProgrammes() {
		if err := s.writeProgrammes(); err != nil {
			return err
		}
	}
	return writeNew(s.path(stepsName), s.steps(), 0o644)
}

// prometheusConfig is a whole configuration, for a Prometheus of one's own, of
// any version that the rules are tried on. Native histograms, which boards and
// rules do without, would keep old ones from reading it.
func prometheusConfig(target string) string {
	return `# A Prometheus for Casework Exporter alone:
#   prometheus --config.file=prometheus.yml
# If you have one, take rule_files and the job over into its configuration.
global:
  scrape_interval: 60s
  evaluation_interval: 60s
rule_files:
  - ` + strings.Join(rules, "\n  - ") + `
scrape_configs:
  - job_name: casework
    # From Prometheus 3.8 on, this saves series: native histograms, not buckets.
    #scrape_native_histograms: true
    static_configs:
      - targets: ["` + target + `"]
`
}

// needsProgrammes reports whether nothing says yet who is under supervision.
func (s *session) needsProgrammes() bool { return !s.found.hasAll("programmes") }

// writeProgrammes lists the units, to fill in which are under supervision. A
// file that is there stays as it is.
func (s *session) writeProgrammes() error {
	path := s.path(programmesName)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // by which spreadsheets know UTF-8
	w := csv.NewWriter(&b)
	w.Comma = ';'
	lines := [][]string{{"unit", "programme", "starts_on", "ends_on"}}
	for _, unit := range s.found.units {
		lines = append(lines, []string{unit, "", "", ""})
	}
	if err := w.WriteAll(lines); err != nil {
		return err
	}
	return writeNew(path, b.String(), 0o644)
}

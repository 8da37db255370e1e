package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"casework/collectors"
	"casework/collectors/disclosure"
	"casework/collectors/files"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/exporter/config"
)

// StatePath is the file that keeps the ledger of a source.
func StatePath(c *config.Config, s *config.SourceConfig) string {
	return filepath.Join(c.StateDir, s.Name+".state")
}

// PeoplePath is the file that remembers which figures about the people of a
// source were shown.
func PeoplePath(c *config.Config, s *config.SourceConfig) string {
	return filepath.Join(c.StateDir, s.Name+".people")
}

// SmallUnitsPath is the file that remembers which units of a source are
// hidden.
func SmallUnitsPath(c *config.Config, s *config.SourceConfig) string {
	return filepath.Join(c.StateDir, s.Name+".small")
}

// Owner is whose figures about people are kept for a source.
func Owner(c *config.Config, s *config.SourceConfig) disclosure.Owner {
	return disclosure.Owner{Source: s.Name, Formerly: s.FormerName, DataSet: LedgerOptions(c, s).Identity}
}

// NewSmallUnits is what hides the small units of a source of which nothing has
// been shown yet, and keeps nothing. The settings must hide small units.
func NewSmallUnits(c *config.Config, s *config.SourceConfig, log *slog.Logger) *statefile.SmallUnits {
	return statefile.NewSmallUnits(smallUnits(c, s, log))
}

// smallUnits is what hides the small units of a source. Its name is what tells
// two with the same adapter and database from each other, never the host, which
// changes.
func smallUnits(c *config.Config, s *config.SourceConfig, log *slog.Logger) statefile.SmallUnitsConfig {
	rows := LedgerOptions(c, s)
	small := statefile.SmallUnitsConfig{
		MinCell: c.MinCell, Windows: rows.Windows, Followed: rows.Followed(), Zone: s.Location, Source: "source " + s.Name + ", " + rows.Identity, Log: log,
	}
	if s.FormerName != "" {
		small.Formerly = "source " + s.FormerName + ", " + rows.Identity
	}
	return small
}

// remember adds to opts what a running exporter keeps in files of what it
// showed: which small units are hidden, and which figures about people were
// shown. It fails if those files cannot be read.
func remember(c *config.Config, s *config.SourceConfig, opts *collectors.Options, log *slog.Logger) (err error) {
	if c.MinCell > 0 {
		opts.SmallUnits, err = statefile.OpenSmallUnits(SmallUnitsPath(c, s), smallUnits(c, s, log))
		if err != nil {
			return err
		}
		if path := SmallUnitsPath(c, s); exists(StatePath(c, s)) && !exists(path) {
			log.Warn("it is not known which units were small before: all are placed anew", "source", s.Name, "file", path,
				"do", "if small units were hidden before, put the file back from a backup: by the difference, what is shown now tells what some of them have")
		}
	}
	if c.StateDir != "" {
		opts.ShownFigures, err = statefile.OpenShownFigures(PeoplePath(c, s), Owner(c, s))
	}
	return err
}

// exists reports whether something is known to be at a path.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// MissingCases says what the newest files of a source lack of the cases that a
// running exporter knows; ok is false if none does, or the source is no files.
func MissingCases(ctx context.Context, c *config.Config, s *config.SourceConfig) (m files.Missing, ok bool, err error) {
	if s.Driver != config.DriverFiles || c.StateDir == "" {
		return m, false, nil
	}
	known, err := statefile.ReadLedger(StatePath(c, s), LedgerOptions(c, s), time.Now())
	if err != nil || known == nil || known.IsEmpty(ledger.Cases) {
		return m, false, err
	}
	opened, err := openFiles(s, known.Keyer(), slog.New(slog.DiscardHandler))
	if err != nil {
		return m, false, err
	}
	m, err = opened.Preview(ctx, known)
	return m, err == nil, err
}

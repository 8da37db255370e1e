package config

import (
	"log/slog"
	"path/filepath"
	"time"

	"casework/collectors"
	"casework/collectors/dropfolder"
	"casework/collectors/supplement"
)

// PollerOptions are the settings that concern the poller of a source, which
// reads tables beside the cases from the drop folder, if there is one, or else
// from the database. What hides small units is not among them: see SmallUnits.
func (c *Config) PollerOptions(s *SourceConfig, database collectors.TableReader, log *slog.Logger) collectors.Options {
	opts := collectors.Options{
		Interval: s.Interval, StaleAfter: s.StaleAfter, Location: s.Location, Shard: c.Shard,
		WaitBounds: c.WaitBuckets, TurnaroundBounds: c.TurnaroundBuckets,
		Programmes:  s.ReadProgrammes(log),
		ReconcileAt: time.Duration(s.ReconcileAt.Hour)*time.Hour + time.Duration(s.ReconcileAt.Minute)*time.Minute,
		Study:       c.studyOptions(s),
		Aggregate: supplement.Options{
			Period: c.PeoplePeriod, Least: c.PeopleLeast, Currency: c.Currency, HourlyCost: c.HourlyCost,
		},
	}
	if s.ReconcileAt.Off {
		opts.ReconcileAt = -1
	}
	if s.DropFolder != "" {
		opts.Tables = append(opts.Tables, s.OpenDropFolder(log))
	}
	opts.Tables = append(opts.Tables, database)
	for _, w := range c.Windows {
		days := int((w.Length + 24*time.Hour - 1) / (24 * time.Hour))
		opts.Aggregate.Windows = append(opts.Aggregate.Windows, supplement.Window{Name: w.Label, Days: days})
	}
	return opts
}

// studyOptions are the settings that concern comparisons; nil for none.
func (c *Config) studyOptions(s *SourceConfig) *collectors.StudyOptions {
	if c.Study == nil {
		return nil
	}
	opts, rows := *c.Study, c.LedgerOptions(s)
	opts.Identity = rows.Identity + ", " + rows.Reading
	if c.StateDir != "" {
		opts.Path = filepath.Join(c.StateDir, s.Name+".panel")
	}
	return &opts
}

// OpenDropFolder returns the drop folder of the source, which must have one.
func (c *SourceConfig) OpenDropFolder(log *slog.Logger) *dropfolder.Folder {
	return dropfolder.New(c.DropFolder, dropfolder.Options{Location: c.Location, Logger: log})
}

// SmallUnits is what hides the small units of a source, and remembers them in
// a file; nil for none. It fails if that cannot be read.
func (c *Config) SmallUnits(s *SourceConfig, log *slog.Logger) (*collectors.SmallUnits, error) {
	if c.MinCell == 0 {
		return nil, nil
	}
	return collectors.OpenSmallUnits(c.SmallUnitsPath(s), c.MinCell, c.LedgerOptions(s).Windows, s.Location, log)
}

// NewSmallUnits is what hides the small units of a source of which nothing has
// been shown yet, and keeps nothing.
func (c *Config) NewSmallUnits(s *SourceConfig, log *slog.Logger) *collectors.SmallUnits {
	return collectors.NewSmallUnits(c.MinCell, c.LedgerOptions(s).Windows, s.Location, log)
}

// StatePath is the file that keeps the ledger of a source.
func (c *Config) StatePath(s *SourceConfig) string {
	return filepath.Join(c.StateDir, s.Name+".state")
}

// PeoplePath is the file that remembers which figures about the people of a
// source were shown.
func (c *Config) PeoplePath(s *SourceConfig) string {
	return filepath.Join(c.StateDir, s.Name+".people")
}

// SmallUnitsPath is the file that remembers which units of a source are
// hidden.
func (c *Config) SmallUnitsPath(s *SourceConfig) string {
	return filepath.Join(c.StateDir, s.Name+".small")
}

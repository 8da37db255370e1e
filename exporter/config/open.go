package config

import (
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source/mysql"
)

// LedgerOptions are the settings that concern the ledger of a source.
func (c *Config) LedgerOptions(s *SourceConfig) ledger.Options {
	opts := ledger.Options{
		Identity: s.Identity(), Reading: s.reading(),
		WaitBounds: c.WaitBuckets, TurnaroundBounds: c.TurnaroundBuckets, CaseTypes: s.CaseTypes,
		// Rows read again lie within the overlap; the rest is for a poll that takes long.
		Keep: s.Overlap + time.Hour,
	}
	for _, w := range c.Windows {
		opts.Windows = append(opts.Windows, ledger.Window{Name: w.Label, Seconds: int64(w.Length / time.Second)})
	}
	return opts
}

// Identity names the data set of the source.
func (c *SourceConfig) Identity() string {
	return fmt.Sprintf("adapter %s, database %s", c.Adapter, c.Database)
}

// reading says how the times of the source are read.
func (c *SourceConfig) reading() string {
	dateTimes := c.DateTimes
	if dateTimes == nil {
		if adapter, err := c.adapter(); err == nil { // Open tells
			dateTimes, _ = mysql.AdapterZone(adapter)
		}
	}
	if dateTimes == nil || dateTimes.String() == c.Location.String() {
		return c.Location.String()
	}
	return c.Location.String() + ", DATETIME in " + dateTimes.String()
}

// adapter returns the files of the source's adapter.
func (c *SourceConfig) adapter() (fs.FS, error) {
	name := c.Adapter
	if strings.HasPrefix(name, ".") {
		name += "/" // a directory, not a name
	}
	return mysql.Adapter(name)
}

// Open returns the database of the source, without connecting to it.
func (c *SourceConfig) Open(keyer ledger.Keyer, log *slog.Logger) (*mysql.Source, error) {
	adapter, err := c.adapter()
	if err != nil {
		return nil, err
	}
	return mysql.Open(mysql.Options{
		Name: c.Name, Host: c.Host, Port: c.Port, Socket: c.Socket, User: c.User, Password: c.Password,
		Database: c.Database, TLS: mysql.TLS{
			Mode: c.TLS, CA: c.TLSCA, Cert: c.TLSCert, Key: c.TLSKey, ServerName: c.TLSServerName, MinVersion: c.TLSMinVersion,
		},
		Location: c.Location, DateTimes: c.DateTimes, Adapter: adapter, CaseTypes: len(c.CaseTypes) > 0, Overlap: c.Overlap, Timeout: c.Timeout,
		PageSize: c.PageSize, Rescan: c.Rescan, Keyer: keyer, Logger: log,
	})
}

// ReadProgrammes returns a function that reads the programmes file anew; nil
// without such a file. It fails as ProgrammesFile.Load does.
func (c *SourceConfig) ReadProgrammes(log *slog.Logger) func() ([]ledger.Programme, error) {
	if c.ProgrammesFile == "" {
		return nil
	}
	file := NewProgrammesFile(c.ProgrammesFile, log)
	return func() ([]ledger.Programme, error) {
		programmes, _, err := file.Load(c.Location)
		return programmes, err
	}
}

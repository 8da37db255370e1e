package config

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What a source is, as DRIVER names it.
const (
	DriverMySQL    = "mysql"
	DriverPostgres = "postgres"
	DriverFiles    = "files"
)

// defaultPorts are the ports of the kinds of database.
var defaultPorts = map[string]int{DriverMySQL: 3306, DriverPostgres: 5432}

// driver is what the source is.
func (s *sourceSettings) driver(f *faults) string {
	return f.word(&s.Driver, DriverMySQL, DriverPostgres, DriverFiles)
}

// databaseOnly are the variables that say how a database is read.
func (s *sourceSettings) databaseOnly() []*variable {
	return []*variable{
		&s.Host, &s.Port, &s.Socket, &s.User, &s.Password, &s.PasswordFile, &s.Database, &s.Schema, &s.TLS, &s.TLSCa, &s.TLSCert,
		&s.TLSKey, &s.TLSServerName, &s.TLSMinVersion, &s.Adapter, &s.PauseStatuses, &s.DropFolder, &s.Overlap, &s.Timeout, &s.PageSize, &s.Rescan,
		&s.ReconcileAt, &s.Sweep,
	}
}

// filesStale is how old the files of a source may be, unless it says otherwise: as
// those of a Friday are on a Monday.
const filesStale = 3 * 24 * time.Hour

// checkFiles turns the variables of a source that is files into its configuration.
// A setting that would have no effect is refused: anyone who sets it believes that
// it has.
func (s *sourceSettings) checkFiles(f *faults, name string) SourceConfig {
	for _, v := range s.databaseOnly() {
		if v.set {
			f.reject(v, "no effect with "+s.Driver.Name+"="+DriverFiles)
		}
	}
	cfg := SourceConfig{Name: name, Driver: DriverFiles, ReconcileAt: DailyTime{Off: true}, Unlisted: f.word(&s.Unlisted, "gone", "kept", "closed")}
	cfg.Folder, cfg.GoneLimit = f.folder(&s.Folder), f.number(&s.GoneLimit)
	if cfg.Folder == "" {
		f.reject(&s.Folder, "required with "+s.Driver.Name+"="+DriverFiles)
	}
	s.checkCommon(f, &cfg)
	if !s.StaleAfter.set {
		cfg.StaleAfter = filesStale
	}
	return cfg
}

// filesOnly refuses the variables that say how files are read.
func (s *sourceSettings) filesOnly(f *faults, driver string) {
	for _, v := range []*variable{&s.Folder, &s.Unlisted, &s.GoneLimit} {
		if v.set {
			f.reject(v, "no effect with "+s.Driver.Name+"="+driver)
		}
	}
}

// schemas are where the queries look for tables. MySQL has none but databases.
func (s *sourceSettings) schemas(f *faults, driver string) []string {
	if !s.Schema.set {
		return nil
	}
	if driver != DriverPostgres {
		f.reject(&s.Schema, "no effect with "+s.Driver.Name+"="+driver)
		return nil
	}
	names := f.list(&s.Schema)
	for _, name := range names {
		if len(name) > 63 {
			f.reject(&s.Schema, fmt.Sprintf("%q is longer", name))
		}
	}
	return names
}

// port is the server's port. Kubernetes sets <NAME>_PORT to a URL for every
// Service, and one of the source's name is likely to be its database.
func (s *sourceSettings) port(f *faults, driver string) int {
	if !s.Port.set {
		return defaultPorts[driver]
	}
	if strings.Contains(s.Port.value, "://") {
		f.reject(&s.Port, "set by Kubernetes for a Service of this name: set it yourself, "+
			"or enableServiceLinks: false in the pod")
		return 0
	}
	return f.number(&s.Port)
}

// pauseStatuses are the statuses that stand for a pause, as constants of a statement.
func (s *sourceSettings) pauseStatuses(f *faults) []string {
	names := f.names(&s.PauseStatuses)
	if len(names) > 50 {
		f.reject(&s.PauseStatuses, fmt.Sprintf("%d names", len(names)))
	}
	for _, name := range names {
		if strings.ContainsRune(name, '\\') || strings.ContainsFunc(name, unicode.IsControl) || utf8.RuneCountInString(name) > 255 {
			f.reject(&s.PauseStatuses, fmt.Sprintf("%q is no name of a status", name))
		}
	}
	return names
}

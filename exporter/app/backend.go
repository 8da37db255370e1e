package app

import (
	"context"
	"io/fs"
	"log/slog"
	"strings"

	"casework/collectors"
	"casework/collectors/adapters"
	"casework/collectors/files"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/postgres"
	"casework/exporter/config"
)

// A Backend is what a source is read from, such as a database that speaks one
// of the dialects. Callers of this package know no more of it. Its methods are
// called from one goroutine at a time, but for Off, which any may call.
type Backend interface {
	collectors.Source
	collectors.TableReader

	// Expect says that rows of a table were read before this program started,
	// so that their absence is a fault.
	Expect(t ledger.Table)

	// Found lists the optional tables and columns that were found, and Recall
	// says which were found before this program started, likewise.
	Found() []string
	Recall(found []string)

	// Off lists what is not read because the backend does not have it.
	Off() []string

	// Inspect finds what keeps the backend from being read well, and what it
	// would do beyond reading. Queries that are read elsewhere, by name, are
	// not looked at. An error means that it could not go on; the findings
	// still count. Neither holds a value of a row.
	Inspect(ctx context.Context, elsewhere ...string) ([]source.Finding, error)

	// NamesMet is what it met in columns of names.
	NamesMet() source.NamesMet

	// Close lets its connections go.
	Close() error
}

// openBackend opens what a source is read from, without connecting to it. It is
// the only place that chooses among the kinds of backend.
func openBackend(s *config.SourceConfig, keyer ledger.Keyer, log *slog.Logger) (Backend, error) {
	if s.Driver == config.DriverFiles {
		opened, err := openFiles(s, keyer, log)
		if err != nil {
			return nil, err // not opened, which would be a Backend that is not nil
		}
		return opened, nil
	}
	database, err := openDatabase(s, keyer, log)
	if err != nil {
		return nil, err // not database, which would be a Backend that is not nil
	}
	return database, nil
}

// openDatabase opens a database of the source's kind, without connecting to it.
func openDatabase(s *config.SourceConfig, keyer ledger.Keyer, log *slog.Logger) (*source.Source, error) {
	common, err := sourceOptions(s, keyer, log)
	if err != nil {
		return nil, err
	}
	if s.Driver == config.DriverPostgres {
		return openPostgres(common, s)
	}
	return openMySQL(common, s)
}

// openFiles opens a folder of files.
func openFiles(s *config.SourceConfig, keyer ledger.Keyer, log *slog.Logger) (*files.Source, error) {
	return files.Open(files.Options{
		Name: s.Name, Folder: s.Folder, Location: s.Location, DateTimes: s.DateTimes, NoDates: noDates(s),
		Without: s.Without, Unlisted: files.Unlisted(s.Unlisted), GoneLimit: s.GoneLimit, MaxAge: s.StaleAfter, Keyer: keyer, Logger: log,
	})
}

// openMySQL opens a database that speaks MySQL's protocol.
func openMySQL(common source.Options, s *config.SourceConfig) (*source.Source, error) {
	return mysql.Open(mysql.Options{Options: common, Server: serverOf(s)})
}

// openPostgres opens a PostgreSQL database.
func openPostgres(common source.Options, s *config.SourceConfig) (*source.Source, error) {
	return postgres.Open(postgres.Options{Options: common, Server: serverOf(s), Schemas: s.Schemas})
}

// serverOf are the settings that say how to reach any database.
func serverOf(s *config.SourceConfig) source.Server {
	return source.Server{
		Host: s.Host, Port: s.Port, Socket: s.Socket, User: s.User, Password: s.Password, Database: s.Database,
		TLS: source.TLS{
			Mode: s.TLS, CA: s.TLSCA, Cert: s.TLSCert, Key: s.TLSKey, ServerName: s.TLSServerName, MinVersion: s.TLSMinVersion,
		},
	}
}

// sourceOptions are the settings that say how to read any database.
func sourceOptions(s *config.SourceConfig, keyer ledger.Keyer, log *slog.Logger) (source.Options, error) {
	adapter, err := adapterOf(s)
	if err != nil {
		return source.Options{}, err
	}
	return source.Options{
		Name: s.Name, Adapter: adapter, Location: s.Location, DateTimes: s.DateTimes, NoDates: noDates(s), CaseTypes: len(s.CaseTypes) > 0, Without: s.Without,
		PauseStatuses: s.PauseStatuses, Overlap: s.Overlap, Timeout: s.Timeout, PageSize: s.PageSize, Rescan: s.Rescan, Keyer: keyer, Logger: log,
	}, nil
}

// adapterOf returns the files of a source's adapter.
func adapterOf(s *config.SourceConfig) (fs.FS, error) {
	name := s.Adapter
	if strings.HasPrefix(name, ".") {
		name += "/" // a directory, not a name
	}
	return adapters.Open(name)
}

package mysql

import (
	"cmp"
	"errors"
	"fmt"

	"casework/collectors/source"
)

// Options says how to reach a database that speaks MySQL's protocol, and how
// to read it. Zero fields take the documented defaults.
type Options struct {
	source.Options

	Host     string                 // default 127.0.0.1; may carry no port
	Port     int                    // default 3306
	Socket   string                 // path of a unix socket, instead of Host and Port
	User     string                 // required
	Password func() (string, error) // called at every connect, so that a password can be replaced; nil is none
	Database string                 // the default database of the adapter's queries; required
	TLS      source.TLS             // default off
}

// DefaultPort is the default of Options.Port.
const DefaultPort = 3306

// Open returns the Source of a database. It reads the adapter's files but
// does not connect. The error lists every fault of the options.
func Open(opts Options) (*source.Source, error) {
	return source.New("mysql", opts.Options, func(common source.Options) (source.Dialect, error) {
		opts.Options = common
		d, err := newDialect(opts)
		if err != nil {
			return nil, err // not d, which would be a Dialect that is not nil
		}
		return d, nil
	})
}

func (o *Options) validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if o.User == "" {
		fault("no user")
	}
	if o.Database == "" {
		fault("no database")
	}
	if o.Port < 1 || o.Port > 65535 {
		fault("port %d: allowed are 1 to 65535", o.Port)
	}
	return errors.Join(append(errs, o.TLS.Validate())...)
}

// A dialect is what MySQL and MariaDB need. It implements source.Dialect.
type dialect struct {
	*sessions
	opts Options
}

// newDialect returns the dialect of the options. It does not connect.
func newDialect(opts Options) (*dialect, error) {
	opts.Host = cmp.Or(opts.Host, "127.0.0.1")
	opts.Port = cmp.Or(opts.Port, DefaultPort)
	if err := opts.validate(); err != nil {
		return nil, err
	}
	d := &dialect{opts: opts}
	var err error
	if d.sessions, err = newSessions(&d.opts); err != nil {
		return nil, err
	}
	return d, nil
}

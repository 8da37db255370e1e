package mysql

import "casework/collectors/source"

// Options says how to reach a database that speaks MySQL's protocol, and how
// to read it. Zero fields take the documented defaults.
type Options struct {
	source.Options
	source.Server
}

// DefaultPort is the default of Server.Port.
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

// A dialect is what MySQL and MariaDB need. It implements source.Dialect.
type dialect struct {
	*sessions
	opts Options
}

// newDialect returns the dialect of the options. It does not connect.
func newDialect(opts Options) (*dialect, error) {
	opts.Server = opts.WithDefaults(DefaultPort)
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	d := &dialect{opts: opts}
	var err error
	if d.sessions, err = newSessions(&d.opts); err != nil {
		return nil, err
	}
	return d, nil
}

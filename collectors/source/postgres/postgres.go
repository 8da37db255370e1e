package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/source"
)

// Options says how to reach a PostgreSQL database, and how to read it. Zero
// fields take the documented defaults.
type Options struct {
	source.Options
	source.Server
	Schemas []string // where the adapter's queries look for names, in this order; default public
}

// Defaults of Server.Port and Options.Schemas.
const (
	DefaultPort   = 5432
	DefaultSchema = "public"
)

// maxName is the length that a name may have, bytes. The server cuts off what
// is beyond, and so would look elsewhere.
const maxName = 63

// Open returns the Source of a database. It reads the adapter's files but
// does not connect. The error lists every fault of the options.
func Open(opts Options) (*source.Source, error) {
	return source.New("postgres", opts.Options, func(common source.Options) (source.Dialect, error) {
		opts.Options = common
		d, err := newDialect(opts)
		if err != nil {
			return nil, err // not d, which would be a Dialect that is not nil
		}
		return d, nil
	})
}

func (o *Options) validate() error {
	errs := []error{o.Validate()}
	for _, name := range o.Schemas {
		if name == "" || len(name) > maxName || strings.Contains(name, "\x00") {
			errs = append(errs, fmt.Errorf("schema %q: allowed are names of 1 to %d bytes", name, maxName))
		}
	}
	return errors.Join(errs...)
}

// A dialect is what PostgreSQL needs. It implements source.Dialect.
type dialect struct {
	*sessions
	opts Options
}

// newDialect returns the dialect of the options. It does not connect.
func newDialect(opts Options) (*dialect, error) {
	opts.Server = opts.WithDefaults(DefaultPort)
	if opts.Schemas = slices.Clone(opts.Schemas); len(opts.Schemas) == 0 {
		opts.Schemas = []string{DefaultSchema}
	}
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

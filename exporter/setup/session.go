package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"casework/collectors/name"
	"casework/collectors/source"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/text"
)

// A session is one run of the command.
type session struct {
	*console
	folder string // that is written, an absolute path
	target target
	tables []string // that the account can see where the product's are
	client string   // this computer, as the server knows it

	// Of the server, those named casework…; nil if they cannot be seen.
	accounts []string
	found    *found
	listen   string

	// The server did not let the account in the time before: the others stay.
	onlyAccount bool

	// With the account that was given, which is not kept.
	isTrial bool
}

// Run asks, shows what can be measured, and writes the folder. It returns the
// configuration to serve, if that is wanted; else nil.
func Run(ctx context.Context, o Options, in *os.File, out io.Writer) (*config.Config, error) {
	if o.Help {
		_, err := io.WriteString(out, Usage())
		return nil, err
	}
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, err
	}
	c, err := newConsole(o, in, out)
	if err != nil {
		return nil, err
	}
	s := &session{console: c, folder: folder}
	if err := s.checkFolder(); err != nil {
		return nil, err
	}
	if s.asks() {
		s.printf("Casework Exporter looks at what there is to measure, and writes its settings into\n%s. Enter takes what stands in brackets; Ctrl-C ends.\n\n", name.Shown(folder))
	}
	if err := s.choose(ctx); err != nil {
		return nil, err
	}
	s.printf("\n")
	s.found.say(c)
	s.printf("\n")
	if s.target.language, err = s.ask(ctx, questionOf(keyLanguage)); err != nil {
		return nil, err
	}
	if s.listen, err = s.ask(ctx, questionOf(keyListen)); err != nil {
		return nil, err
	}
	return s.finish(ctx)
}

// choose asks what is to be read, until it can be.
func (s *session) choose(ctx context.Context) error {
	driver, err := s.ask(ctx, questionOf(keyDriver))
	if err != nil {
		return err
	}
	s.target.driver = driver
	if err := s.zone(ctx); err != nil {
		return err
	}
	connect := s.database
	if driver == config.DriverFiles {
		connect = s.files
	}
	for {
		err := connect(ctx)
		if _, again := errors.AsType[retryError](err); !again || !s.asks() || ctx.Err() != nil {
			return err
		}
		s.printf("\n%s\n\n", strings.Join(text.Wrap(strings.ReplaceAll(err.Error(), "\n", " "), 98), "\n"))
	}
}

// A retryError is an error that other answers may put right.
type retryError struct{ error }

func (r retryError) Unwrap() error { return r.error }

// zone asks for the time zone.
func (s *session) zone(ctx context.Context) (err error) {
	s.target.zone, err = s.ask(ctx, questionOf(keyTimezone))
	return err
}

// name asks for the name of the source, by default made of another.
func (s *session) name(ctx context.Context, from string) (err error) {
	q := questionOf(keySource)
	q.def = nameFor(from)
	s.target.source, err = s.ask(ctx, q)
	return err
}

// database asks for a database and looks at it.
func (s *session) database(ctx context.Context) error {
	t, onlyAccount := &s.target, s.onlyAccount
	s.onlyAccount = false
	var faults []error // of a file of answers
	for _, a := range []struct {
		key   string
		value *string
		def   string
	}{{keyHost, &t.host, ""}, {keyPort, &t.port, ""}, {keyDatabase, &t.database, ""}, {keyUser, &t.user, ""}, {keyPassword, &t.password, ""}} {
		q := questionOf(a.key)
		if _, err := os.Stat(usualSocket); a.key == keyHost && t.driver == config.DriverMySQL && err == nil {
			q.def = usualSocket // through which Debian's administrator gets in
		}
		if *a.value != "" && !q.secret {
			q.def = *a.value // of the time before
		}
		switch {
		case onlyAccount && a.key != keyUser && a.key != keyPassword:
			continue
		case a.key == keyPort && t.isSocket():
			t.port = ""
			continue
		case a.key == keyPort && q.def == "":
			q.def = t.portOrDefault()
		case a.key == keyPassword && s.has(keyPasswordFile):
			path, err := s.ask(ctx, questionOf(keyPasswordFile))
			if err != nil {
				return err
			}
			if t.passwordFile, err = filepath.Abs(path); err != nil {
				return err
			}
			continue
		}
		value, err := s.ask(ctx, q)
		switch {
		case err != nil && s.asks():
			return err
		case err != nil:
			faults = append(faults, err)
			continue
		}
		*a.value = value
		if host, port, both := strings.Cut(value, ":"); a.key == keyHost && both && portFault(port) == "" {
			t.host, t.port = host, port
		}
	}
	if faults != nil {
		return errors.Join(faults...)
	}
	err := s.recognise(ctx)
	// Who is refused twice may mean another server.
	if unreachable, ok := errors.AsType[*source.UnreachableError](err); ok {
		s.onlyAccount = unreachable.Refused && !onlyAccount
	}
	return err
}

const usualSocket = "/run/mysqld/mysqld.sock"

// recognise looks for the tables of a product, and reads them.
func (s *session) recognise(ctx context.Context) error {
	t := &s.target
	t.source, t.adapter, t.schema = "source", "", ""
	cfg, err := t.load(t.environment("", "", ""))
	if err != nil {
		return retryError{err}
	}
	r, err := app.Recognise(ctx, sourceOf(cfg))
	if unreachable, ok := errors.AsType[*source.UnreachableError](err); ok {
		hint := unreachable.Hint
		if unreachable.Refused && s.asks() {
			hint += " Without any account: on the server's own computer, an administrator makes one for a look by: " + t.accountForALook()
		}
		return retryError{fmt.Errorf("%w.\n%s", err, hint)}
	}
	if err != nil {
		return err
	}
	product, err := s.which(ctx, r)
	if err != nil {
		return err
	}
	t.adapter, s.client, s.tables = product.Adapter, r.Client, r.Tables[product.Schema]
	s.accounts = r.Accounts
	if product.Schema != "public" {
		t.schema = product.Schema
	}
	if err := s.name(ctx, t.database); err != nil {
		return err
	}
	if cfg, err = t.load(t.environment("", "", "")); err != nil {
		return err
	}
	s.reads()
	if s.found, err = look(ctx, cfg); err != nil {
		return retryError{err}
	}
	s.paragraph("Found: %s, on %s.", described(product), s.found.server)
	return nil
}

// reads says that a large database may take its time.
func (s *session) reads() {
	if s.asks() {
		s.printf("\nReading …\n")
	}
}

// described is a product with its version, and what the adapter is for.
func described(p *app.Recognised) string {
	version, of := p.Version, ""
	if p.For != "" {
		of = " for " + p.For
	}
	switch {
	case p.IsOurs():
		return p.Name
	case version == "":
		return fmt.Sprintf("%s, whose version cannot be seen here (adapter %s, made%s)", p.Name, p.Adapter, of)
	case !p.Tested(version):
		return fmt.Sprintf("%s %s, which the adapter %s was not made for, but%s: see its figures with care", p.Name, version, p.Adapter, of)
	}
	return fmt.Sprintf("%s %s (adapter %s)", p.Name, version, p.Adapter)
}

package source_test

import (
	"context"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/sourcetest"
)

var (
	word     = regexp.MustCompile(`\{(\w+)\}`)
	sequence = regexp.MustCompile(`\bseq_1_to_(\d+)\b`)
	interval = regexp.MustCompile(`INTERVAL (\S+) (SECOND|MICROSECOND|MINUTE|HOUR|DAY|YEAR)`)
)

// sql is a statement of a test as the database has it: {word} is one of
// the dialect's, and what MariaDB has alone is replaced.
func (d *database) sql(statement string) string {
	statement = word.ReplaceAllStringFunc(statement, func(w string) string {
		is, ok := d.words[strings.Trim(w, "{}")]
		if !ok {
			d.Fatalf("%s has no word %s", d.dialect.name, w)
		}
		return is
	})
	if d.isMariaDB() {
		return mariadbtest.Numbers(statement)
	}
	statement = sequence.ReplaceAllString(statement, "generate_series(1, $1) AS numbers(seq)")
	return interval.ReplaceAllString(statement, "$1 * INTERVAL '1 $2'")
}

// exec runs statements in the test's database, in one session.
func (d *database) exec(statements ...string) {
	d.Helper()
	ctx := context.Background() // works during cleanup too
	conn, err := d.db.Conn(ctx)
	if err != nil {
		d.Fatal(err)
	}
	defer conn.Close()
	if d.isMariaDB() {
		statements = append([]string{"SET sql_mode = ''", "SET time_zone = '+00:00'"}, statements...)
	}
	for _, stmt := range statements {
		if _, err := conn.ExecContext(ctx, d.sql(stmt)); err != nil {
			d.Fatalf("%s: %v", d.sql(stmt), err)
		}
	}
}

// source opens a source on the test's database; tune may change its options.
func (d *database) source(adapter fs.FS, tune ...func(*source.Options)) *source.Source {
	d.Helper()
	opts := source.Options{Name: "test", CaseTypes: true, Adapter: adapter, Keyer: ledger.NewKeyer(1)}
	for _, f := range tune {
		f(&opts)
	}
	s, err := d.open(d.TB, d.name, opts)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() {
		if err := s.Close(); err != nil {
			d.Error(err)
		}
	})
	return s
}

// files opens a source with queries of its own.
func (d *database) files(queries map[string]string, tune ...func(*source.Options)) *source.Source {
	d.Helper()
	files := map[string]string{}
	for name, query := range queries {
		files[name] = d.sql(query)
	}
	return d.source(sourcetest.Files(files), tune...)
}

// views creates the canonical tables and opens a source on them.
func (d *database) views(tune ...func(*source.Options)) *source.Source {
	d.Helper()
	if d.isMariaDB() {
		d.exec(strings.Split(strings.TrimSpace(d.schema), ";\n")...)
	} else {
		d.exec(d.schema)
	}
	return d.source(viewsAdapter(d), tune...)
}

func viewsAdapter(t testing.TB) fs.FS {
	t.Helper()
	adapter, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	return adapter
}

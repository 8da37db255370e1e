package source

import (
	"database/sql/driver"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"
)

// A fakeDialect knows the classes of types and never connects.
type fakeDialect struct{ Dialect }

func (fakeDialect) Connector() driver.Connector { return nil }

func (fakeDialect) Class(typeName string) (string, Class) {
	return typeName, map[string]Class{
		"BIGINT": Integer, "UNSIGNED BIGINT": Integer, "INT": Integer, "DECIMAL": Decimal, "VARCHAR": Text,
		"DATETIME": WallClock, "DATE": Date, "TIMESTAMP": Instant,
	}[typeName]
}

func (fakeDialect) Terms() Terms { return Terms{} }

func (fakeDialect) Whole(c *Column) string { return c.Name }

// open returns a source of an adapter of one query, which never connects.
func open(t testing.TB, tune ...func(*Options)) *Source {
	t.Helper()
	opts := Options{
		CaseTypes: true, Location: location(t, "Europe/Oslo"),
		Adapter: fs.FS(fstest.MapFS{"cases.sql": &fstest.MapFile{Data: []byte("SELECT 1")}}),
	}
	for _, f := range tune {
		f(&opts)
	}
	s, err := New("mysql", opts, func(Options) (Dialect, error) { return fakeDialect{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestDateTimesOfTheOperator: what the operator says of wall clocks goes before
// what the adapter says.
func TestDateTimesOfTheOperator(t *testing.T) {
	adapter := fstest.MapFS{
		"cases.sql": &fstest.MapFile{Data: []byte("SELECT 1")}, "timezone": &fstest.MapFile{Data: []byte("UTC\n")},
	}
	for want, said := range map[string]*time.Location{"UTC": nil, "Asia/Tokyo": location(t, "Asia/Tokyo")} {
		s := open(t, func(o *Options) { o.Adapter, o.DateTimes = adapter, said })
		if got := s.opts.DateTimes.String(); got != want {
			t.Errorf("DATETIMEs are read in %s, want %s", got, want)
		}
	}
	if got := open(t).opts.DateTimes.String(); got != "Europe/Oslo" {
		t.Errorf("without either, DATETIMEs are read in %s, want the source's zone", got)
	}
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

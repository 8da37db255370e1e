package adapters_test

import (
	"cmp"
	"log/slog"
	"testing"
	"time"
	_ "time/tzdata"

	"casework/collectors/ledger"
	"casework/collectors/mysql"
)

// A product is a case-management system with an adapter.
type product struct {
	adapter string // its name
	reads   string // the database that its user reads, if not the product's own
	zone    string // of the clock that it writes: "" is Oslo's
	plain   bool   // it knows no deadlines

	writer func(*store) writer
}

// A writer does to a product's tables what the product does.
type writer interface {
	// prepare writes what is there before any case.
	prepare()
	// do writes a deed to a case. deadline is for receive alone; none is zero.
	do(d deed, number int, at, deadline time.Time)
	// fill writes n cases, the case i received and last changed i×10 seconds
	// after the beginning of 2020 in the product's zone. The newest thousand
	// were taken, closed, reopened and closed again.
	fill(n int)
}

// products lists the adapters under test.
var products = []product{
	{adapter: "redmine", reads: "casework_redmine", writer: func(s *store) writer { return &redmine{s} }},
	{adapter: "rt", reads: "casework_rt", zone: "UTC", writer: func(s *store) writer { return &rt{s} }},
}

// each runs a test of every product, side by side.
func each(t *testing.T, test func(t *testing.T, p *product)) {
	for i := range products {
		t.Run(products[i].adapter, func(t *testing.T) {
			t.Parallel()
			test(t, &products[i])
		})
	}
}

// store creates the product's database for a test and prepares it.
func (p *product) store(t testing.TB, suffix string) (*store, writer) {
	t.Helper()
	s := newStore(t, "product_"+p.adapter+suffix, location(t, cmp.Or(p.zone, oslo)), "testdata/"+p.adapter+".sql")
	w := p.writer(s)
	w.prepare()
	return s, w
}

const oslo = "Europe/Oslo"

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// open opens a source on a database with the product's adapter.
func (p *product) open(t testing.TB, database, user string, password string) *mysql.Source {
	t.Helper()
	files, err := mysql.Adapter(p.adapter)
	if err != nil {
		t.Fatal(err)
	}
	s, err := mysql.Open(mysql.Options{
		Name: p.adapter, Socket: start(t).Socket, User: user,
		Password: func() (string, error) { return password, nil },
		Database: database, Adapter: files, Location: location(t, oslo), CaseTypes: true,
		Keyer: keyer, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var keyer = ledger.NewKeyer(1)

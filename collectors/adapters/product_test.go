package adapters_test

import (
	"cmp"
	"io/fs"
	"log/slog"
	"testing"
	"time"
	_ "time/tzdata"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
)

// A product is a case-management system with an adapter.
type product struct {
	adapter string         // its name
	path    string         // of the adapter's folder, if it does not come with the exporter
	schema  string         // the script of its tables, if it is not in testdata
	zone    string         // of the clock that it writes: "" is Oslo's
	due     due            // how it records deadlines
	begun   map[int]string // when cases began that the product sees begin by other acts

	writer func(*store) writer

	spoilt bool // its server hands every session the worst of all that one inherits
}

// server is that of the product's database.
func (p *product) server(t testing.TB) *mariadbtest.Server {
	t.Helper()
	if p.spoilt {
		return spoilt.Server(t)
	}
	return shared.Server(t)
}

// A due says how a product records deadlines.
type due int

const (
	always    due = iota
	whileOpen     // not once the case is closed
	noticed       // of one closed late, when that was noticed: a second after
	never
)

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

// products lists the adapters under test, each from a file of its own.
var products []product

// test puts an adapter under test.
func test(p product) product {
	products = append(products, p)
	return p
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
	s := newStore(t, p.server(t), "product_"+p.adapter+suffix, location(t, cmp.Or(p.zone, oslo)), cmp.Or(p.schema, "testdata/"+p.adapter+".sql"))
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

// files are those of the product's adapter.
func (p *product) files(t testing.TB) fs.FS {
	t.Helper()
	files, err := adapters.Open(cmp.Or(p.path, p.adapter))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// open opens a source on a database with the product's adapter.
func (p *product) open(t testing.TB, database, user string, password string) *source.Source {
	t.Helper()
	s, err := mysql.Open(mysql.Options{
		Options: source.Options{
			Name: p.adapter, Adapter: p.files(t), Location: location(t, oslo), CaseTypes: true,
			Keyer: keyer, Logger: slog.New(slog.DiscardHandler),
		},
		Socket: p.server(t).Socket, User: user, Database: database,
		Password: func() (string, error) { return password, nil },
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

// id is the identifier of a case of the scenario: a number is one whatever the
// type of its column.
func (p *product) id(number int) ledger.ID { return keyer.Int(uint64(1000 + number)) }

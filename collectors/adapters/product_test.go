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
)

// A product is a case-management system with an adapter.
type product struct {
	adapter string         // its name
	path    string         // of the adapter's folder, if it does not come with the exporter
	schema  string         // the script of its tables, if it is not in testdata
	zone    string         // of the clock that it writes: "" is Oslo's
	due     due            // how it records deadlines
	begun   map[int]string // when cases began that the product sees begin by other acts

	writer  func(*store) writer
	final   bool          // what it closed is over: nothing is reopened
	rescans bool          // nothing tells that a case changed: every poll reads the open ones
	reach   time.Duration // how far back polls read then, from the present; 0 is as usual
	kinds   []kind        // of databases that it keeps its cases in; none is MariaDB alone

	on     kind // that of the test
	spoilt bool // its server hands every session the worst of all that one inherits
}

// A due says how a product records deadlines.
type due int

const (
	always    due = iota
	whileOpen     // not once the case is closed
	noticed       // of one closed late, when that was noticed: a second after
	toMinute      // of a closed one, by how many whole minutes it was early or late
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

// every lists the products, once for each kind of database.
func every() (all []product) {
	for _, p := range products {
		kinds := p.kinds
		if kinds == nil {
			kinds = []kind{mariaDB}
		}
		for _, p.on = range kinds {
			all = append(all, p)
		}
	}
	return all
}

// each runs a test of every product on every kind of database that it keeps
// its cases in, side by side.
func each(t *testing.T, test func(t *testing.T, p *product)) {
	for _, p := range every() {
		t.Run(p.adapter+"/"+string(p.on), func(t *testing.T) {
			t.Parallel()
			test(t, &p)
		})
	}
}

// store creates the product's database for a test and prepares it.
func (p *product) store(t testing.TB, suffix string) (*store, writer) {
	t.Helper()
	name, zone := "product_"+p.adapter+suffix, location(t, cmp.Or(p.zone, oslo))
	script := cmp.Or(p.schema, p.on.file("testdata/"+p.adapter))
	var s *store
	if p.on == postgreSQL {
		s = newPostgresStore(t, p.postgresServer(t), &store{TB: t, on: p.on, name: name, zone: zone}, script)
	} else {
		s = newStore(t, p.mariaDBServer(t), name, zone, script)
	}
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

// open opens a source on a product's database with its adapter, as a user.
func (p *product) open(t testing.TB, s *store, as account) *source.Source {
	t.Helper()
	database, err := p.read(t, s, as, source.Options{
		Name: p.adapter, Adapter: p.files(t), Location: location(t, oslo), CaseTypes: true, Rescan: p.reach,
		Keyer: keyer, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	return database
}

var keyer = ledger.NewKeyer(1)

// id is the identifier of a case of the scenario: a number is one whatever the
// type of its column.
func (p *product) id(number int) ledger.ID { return keyer.Int(uint64(1000 + number)) }

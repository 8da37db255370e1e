// Package sourcetest is what tests of every kind of database share: adapters
// of a few queries, and readings of all that changed.
package sourcetest

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// Files makes an adapter of queries by name.
func Files(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, content := range files {
		m[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return m
}

// Location is the time zone of a name.
func Location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// A Read is what one call of Changes gave.
type Read struct {
	Cases    []ledger.Case
	Errors   []ledger.Error
	Sessions []ledger.Session
	Pauses   []ledger.Pause
	Unkeyed  int
	Pages    int
	Next     ledger.Cursor
}

// Changes reads all changes since a cursor. Rows that come twice in a first
// load, as those of the overlap do, are given once, as they came last.
func Changes(t testing.TB, s *source.Source, table ledger.Table, since ledger.Cursor) Read {
	t.Helper()
	r := Read{Next: since}
	err := s.Changes(t.Context(), table, since, r.Add)
	if err != nil {
		t.Fatal(err)
	}
	if since != 0 {
		return r
	}
	r.Cases = lastOnes(r.Cases, func(c ledger.Case) ledger.ID { return c.ID })
	r.Errors = lastOnes(r.Errors, func(e ledger.Error) ledger.ID { return e.ID })
	r.Sessions = lastOnes(r.Sessions, func(s ledger.Session) ledger.ID { return s.ID })
	r.Pauses = lastOnes(r.Pauses, func(p ledger.Pause) ledger.ID { return p.ID })
	return r
}

func lastOnes[R any](rows []R, id func(R) ledger.ID) []R {
	at := map[ledger.ID]int{}
	var out []R
	for _, row := range rows {
		if i, ok := at[id(row)]; ok {
			out[i] = row
			continue
		}
		at[id(row)] = len(out)
		out = append(out, row)
	}
	return out
}

// Add adds a page. It fails if the cursor goes back.
func (r *Read) Add(p *ledger.Page) error {
	if p.Next < r.Next {
		return fmt.Errorf("the cursor went back from %d to %d", r.Next, p.Next)
	}
	r.Cases = append(r.Cases, p.Cases...)
	r.Errors = append(r.Errors, p.Errors...)
	r.Sessions = append(r.Sessions, p.Sessions...)
	r.Pauses = append(r.Pauses, p.Pauses...)
	r.Unkeyed += p.Unkeyed
	r.Next = p.Next
	r.Pages++
	return nil
}

// IDs are the identifiers of the rows, in the order of reading.
func (r *Read) IDs() []ledger.ID {
	var ids []ledger.ID
	for _, c := range r.Cases {
		ids = append(ids, c.ID)
	}
	for _, e := range r.Errors {
		ids = append(ids, e.ID)
	}
	for _, s := range r.Sessions {
		ids = append(ids, s.ID)
	}
	for _, p := range r.Pauses {
		ids = append(ids, p.ID)
	}
	return ids
}

// Keys are the identifiers of numbered rows, with the key of 1.
func Keys(ns ...uint64) []ledger.ID {
	var ids []ledger.ID
	for _, n := range ns {
		ids = append(ids, ledger.NewKeyer(1).Int(n))
	}
	return ids
}

// Cursor is a wall clock as a cursor.
func Cursor(t testing.TB, wall string) ledger.Cursor {
	t.Helper()
	w, err := time.Parse(time.DateTime, wall)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Cursor(w.UnixMicro())
}

// Unix is an instant, in Unix seconds.
func Unix(t testing.TB, utc string) int64 {
	t.Helper()
	return int64(Cursor(t, utc)) / 1e6
}

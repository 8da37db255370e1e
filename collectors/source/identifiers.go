package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"

	"casework/collectors/ledger"
)

// identifiers keeps, as the database has them, the identifiers of cases that
// were open when they were read: a hash cannot be asked for. They stay in
// memory, and leave this package as parameters of queries alone.
type identifiers struct {
	mu       sync.Mutex
	on       bool
	typeName string // of the column that they are of
	of       map[ledger.ID]identifier
	servers  map[string]uint32 // numbers of the servers that were met, from 1
}

// An identifier is that of a case.
type identifier struct {
	value driver.Value // as a parameter
	by    uint32       // number of the server that showed the case last; 0 if it has no name
}

// maxIdentifiers bounds the identifiers that are kept, at some 100 bytes each.
// It is a little more than a sweep asks for, as some are of cases that have
// been closed since.
const maxIdentifiers = 1_200_000

// A knownCase is an open case as it is read.
type knownCase struct {
	id    ledger.ID
	value driver.Value // of its identifier, as a parameter
}

// add keeps the identifiers of cases that a server showed.
func (k *identifiers) add(column *Column, by uint32, cases []knownCase) {
	if len(cases) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil || k.typeName != column.TypeName {
		k.of, k.typeName = map[ledger.ID]identifier{}, column.TypeName
	}
	for _, c := range cases {
		if _, known := k.of[c.id]; known || len(k.of) < maxIdentifiers {
			k.of[c.id] = identifier{c.value, by}
		}
	}
}

// retain drops the identifiers that are not wanted.
func (k *identifiers) retain(wanted func(ledger.ID) bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id := range k.of {
		if !wanted(id) {
			delete(k.of, id)
		}
	}
}

// find lists the identifiers of cases, in their order, and the cases whose
// identifier is not known.
func (k *identifiers) find(column *Column, ids []ledger.ID) (known []ledger.ID, of []identifier, unknown []ledger.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range ids {
		one, ok := k.of[id]
		if !ok || k.typeName != column.TypeName {
			unknown = append(unknown, id)
			continue
		}
		known, of = append(known, id), append(of, one)
	}
	return known, of, unknown
}

// Unidentified lists those of some cases whose identifiers the source does not
// know.
func (s *Source) Unidentified(ids []ledger.ID) (unknown []ledger.ID) {
	k := &s.identifiers
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range ids {
		if _, ok := k.of[id]; !ok {
			unknown = append(unknown, id)
		}
	}
	return unknown
}

// shown notes that a server showed cases again.
func (k *identifiers) shown(by uint32, ids map[ledger.ID]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id := range ids {
		if one, ok := k.of[id]; ok && one.by != by {
			one.by = by
			k.of[id] = one
		}
	}
}

// any is one of the identifiers that a column has; nil without.
func (k *identifiers) any(column *Column) driver.Value {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.typeName != column.TypeName {
		return nil
	}
	for _, one := range k.of {
		return one.value
	}
	return nil
}

// server is the number of the server that a session is with; 0 if it cannot be
// told from others.
func (s *Source) server(ctx context.Context, conn *sql.Conn) uint32 {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	name, err := s.dialect.Server(ctx, conn)
	if err != nil || name == "" {
		return 0
	}
	k := &s.identifiers
	k.mu.Lock()
	defer k.mu.Unlock()
	n, ok := k.servers[name]
	if !ok {
		if k.servers == nil {
			k.servers = map[string]uint32{}
		}
		n = uint32(len(k.servers) + 1)
		k.servers[name] = n
	}
	return n
}

// shower is the server that is about to show rows; 0 if no identifiers are kept.
func (s *Source) shower(ctx context.Context, conn *sql.Conn) uint32 {
	if !s.identifiers.on {
		return 0
	}
	return s.server(ctx, conn)
}

// KeepIdentifiers has the source remember the identifiers of open cases, so
// that Ask can ask for them. Call it before anything is read.
func (s *Source) KeepIdentifiers() { s.identifiers.on = true }

// Retain forgets the identifiers of cases that are not wanted any more.
func (s *Source) Retain(wanted func(ledger.ID) bool) { s.identifiers.retain(wanted) }

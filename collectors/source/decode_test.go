package source

import (
	"database/sql/driver"
	"math"
	"testing"
	"time"
	"unicode/utf8"

	"casework/collectors/ledger"
)

// allColumns is a shape that has every column of its contract.
func allColumns(table ledger.Table, id, at string) *shape {
	c := &contracts[table]
	s := &shape{contract: c, dialect: fakeDialect{}}
	for i, column := range c.columns {
		name := map[Meaning]string{MeansID: id, MeansText: "VARCHAR", MeansInstant: at, MeansNumber: "INT"}[column.meaning]
		_, class := s.dialect.Class(name)
		s.columns = append(s.columns, Column{Name: column.name, TypeName: name, Class: class, meaning: column.meaning})
		s.index = append(s.index, i)
	}
	return s
}

// value makes one of the values that a driver may give.
func value(kind byte, n int64, b []byte) driver.Value {
	switch kind % 10 {
	case 0:
		return nil
	case 1:
		return n
	case 2:
		return b
	case 3:
		return time.Unix(n%(1<<40), n&0xffff).UTC()
	case 4:
		return time.Time{}
	case 5:
		return math.Float64frombits(uint64(n))
	case 6:
		return float32(n)
	case 7:
		return uint64(n)
	case 9:
		return string(b)
	}
	return n&1 == 0
}

func FuzzDecode(f *testing.F) {
	f.Add(uint8(0), []byte{1, 2, 2, 3, 0, 3, 4, 1, 3}, int64(1.7e9), []byte("Nord"))
	f.Add(uint8(1), []byte{2, 0, 2, 3, 3}, int64(-1), []byte("18446744073709551615"))
	f.Add(uint8(2), []byte{2, 1, 1, 1, 2, 5, 6, 7}, int64(math.MaxInt64), []byte("1.7"))
	f.Add(uint8(3), []byte{7, 7, 7, 7, 7, 7, 7, 7, 7}, int64(math.MinInt64), []byte("\xff\x00"))
	s := open(f)
	idKinds, atKinds := []string{"BIGINT", "VARCHAR"}, []string{"DATETIME", "TIMESTAMP", "DATE", "UNSIGNED BIGINT", "DECIMAL"}
	f.Fuzz(func(t *testing.T, mode uint8, kinds []byte, n int64, b []byte) {
		table := ledger.Tables()[mode%3]
		sh := allColumns(table, idKinds[mode/3%2], atKinds[mode/6%5])
		d := s.decoder(table, sh)
		row := make([]driver.Value, len(sh.columns))
		for i := range min(len(row), len(kinds)) {
			row[i] = value(kinds[i], n, b)
		}
		var p ledger.Page
		for range 2 { // the second time from what the decoder keeps
			if c := d.add(row, &p); c < 0 {
				t.Fatalf("cursor %d", c)
			}
		}
		if p.Len() != 2 {
			t.Fatalf("two rows gave %d", p.Len())
		}
		check := func(unit, label string, times ...int64) {
			if !utf8.ValidString(unit) || !utf8.ValidString(label) {
				t.Fatalf("texts that are not UTF-8: %q, %q", unit, label)
			}
			for _, at := range times {
				if at < 0 || at > (latest+86400)*1e6 {
					t.Fatalf("time or number %d of %v", at, row)
				}
			}
		}
		for _, c := range p.Cases {
			check(c.Unit, c.Type, c.Received, c.Started, c.Closed, c.Deadline, c.Changed)
		}
		for _, e := range p.Errors {
			check(e.Unit, e.Kind, e.Reported, e.Changed)
		}
		for _, x := range p.Sessions {
			check(x.Unit, x.Programme, x.Planned, x.Held, x.Changed)
			if x.Minutes < 0 || x.Participants < 0 {
				t.Fatalf("negative numbers: %+v", x)
			}
		}
	})
}

func TestInteger(t *testing.T) {
	for _, tt := range []struct {
		v    driver.Value
		want int64
		ok   bool
	}{
		{int64(-5), -5, true},
		{[]byte("42"), 42, true},
		{[]byte("42.999"), 42, true},
		{[]byte("-42.001"), -43, true},
		{[]byte("-42.000"), -42, true},
		{[]byte("18446744073709551615"), math.MaxInt64, true},
		{[]byte(""), 0, false},
		{[]byte("-"), 0, false},
		{[]byte("4x"), 0, false},
		{[]byte("4.x"), 0, false},
		{2.9, 2, true},
		{-2.1, -3, true},
		{math.NaN(), 0, false},
		{math.Inf(1), math.MaxInt64, true},
		{math.Inf(-1), math.MinInt64, true},
		{uint64(math.MaxUint64), math.MaxInt64, true},
		{nil, 0, false},
		{time.Time{}, 0, false},
	} {
		if got, ok := integer(tt.v); got != tt.want || ok != tt.ok {
			t.Errorf("%v (%T) is %d, %v; want %d, %v", tt.v, tt.v, got, ok, tt.want, tt.ok)
		}
	}
}

func TestDecoderAllocatesNothing(t *testing.T) {
	s := open(t)
	sh := allColumns(ledger.Cases, "BIGINT", "DATETIME")
	d := s.decoder(ledger.Cases, sh)
	at := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
	row := []driver.Value{int64(1e6), []byte("Nord"), []byte("byggesak"), at, at, nil, at.AddDate(0, 6, 0), int64(0), int64(60), at, at, at}
	p := ledger.Page{Cases: make([]ledger.Case, 0, 10)}
	if n := testing.AllocsPerRun(100, func() {
		p.Cases = p.Cases[:0]
		d.add(row, &p)
	}); n != 0 {
		t.Errorf("%v allocations a row", n)
	}
}

func BenchmarkDecode(b *testing.B) {
	s := open(b)
	d := s.decoder(ledger.Cases, allColumns(ledger.Cases, "BIGINT", "DATETIME"))
	at := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
	row := []driver.Value{int64(1e6), []byte("Nord"), []byte("byggesak"), at, at, at, at.AddDate(0, 6, 0), int64(0), int64(60), nil, at, at}
	p := ledger.Page{Cases: make([]ledger.Case, 0, 10)}
	for b.Loop() {
		p.Cases = p.Cases[:0]
		d.add(row, &p)
	}
}

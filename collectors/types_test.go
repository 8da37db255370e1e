package collectors

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// TestTypesThatComeLater: where a query has case types since a poll ago, all cases
// are read again, once, and have theirs.
func TestTypesThatComeLater(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	from := &fake{found: []string{"cases.closed_at"}}
	for i := range 6 {
		from.cases = append(from.cases, ledger.Case{
			ID: ledger.ID(i+1) << 40, Unit: "A", Received: now.Unix() - 3600, Reopened: -1, Changed: now.UnixMicro() - 6e6 + int64(i)*1e6,
		})
	}
	b := newBench(t, from, t.TempDir()+"/test.state", now, Options{})
	b.poll(t, time.Minute)
	from.found = []string{"cases.case_type", "cases.closed_at"}
	for i := range from.cases {
		from.cases[i].Type = []string{"permit", "appeal"}[i%2]
	}
	b.poll(t, time.Minute)
	if b.ledger.Cursor(ledger.Cases) != 0 {
		t.Fatal("cases are not read again")
	}
	b.poll(t, time.Minute)
	b.poll(t, time.Minute)
	if b.ledger.Cursor(ledger.Cases) == 0 {
		t.Error("cases are read again for ever")
	}
	var received []int32
	for _, of := range b.ledger.Panel([]int64{now.Unix() - 86400, now.Unix()}, 86400, now.Unix()).Units[0].Months[0].Types {
		received = append(received, of.Received)
	}
	if !slices.Equal(received, []int32{3, 3}) {
		t.Errorf("received by type %v, want 3 of each of two", received)
	}
}

// TestTooManyTypesAreSaidOnce: more case types than the comparison distinguishes are no
// error, and are said once.
func TestTooManyTypesAreSaidOnce(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	from := &fake{}
	for i := range ledger.MaxTypes + 2 {
		from.cases = append(from.cases, ledger.Case{
			ID: ledger.ID(i+1) << 40, Unit: "A", Type: fmt.Sprint("type ", i), Received: now.Unix() - 3600, Reopened: -1, Changed: now.UnixMicro(),
		})
	}
	b := newBench(t, from, "", now, Options{})
	for range 3 {
		b.poll(t, time.Minute)
	}
	log := b.log.String()
	if n := strings.Count(log, `names="case types" most=250`); n != 1 || !strings.Contains(log, "level=WARN") || strings.Contains(log, "level=ERROR") {
		t.Errorf("case types are warned of %d times, want once:\n%s", n, log)
	}
}

package adapters_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
)

// intervals names the products whose history tells when a case was paused.
var intervals = map[string]bool{"rt": true, "redmine": true, "mantisbt": true, "znuny": true, "zammad": true}

// tables are the tables of rows that the product's adapter reads.
func (p *product) tables() []ledger.Table {
	if intervals[p.adapter] {
		return []ledger.Table{ledger.Cases, ledger.Pauses}
	}
	return []ledger.Table{ledger.Cases}
}

// paused is a story of pauses: 1 goes on and is paused again, is closed and reopened
// while it is, and lasts. 2 moves and is closed as it is paused. 3 leaves while it is.
var paused = []step{
	{"2024-01-10 08:00:00", 1, receive},
	{"2024-01-10 09:00:00", 1, take},
	{"2024-01-11 09:00:00", 1, pend},
	{"2024-01-12 10:00:00", 1, resume},
	{"2024-01-12 10:00:00", 1, pend}, // in the same second
	{"2024-01-13 12:00:00", 2, receive},
	{"2024-01-13 13:00:00", 3, receive},
	{"2024-01-14 12:00:00", 2, pend},
	{"2024-01-14 13:00:00", 3, pend},
	{"2024-01-15 12:00:00", 2, move},
	{"2024-01-15 13:00:00", 1, finish},
	{"2024-01-16 13:00:00", 3, erase},
	{"2024-01-17 12:00:00", 2, answer},
	{"2024-01-17 12:00:00", 2, finish},
	{"2024-01-18 13:00:00", 1, reopen},
	{"2024-01-19 12:00:00", 1, resume}, // of those that reopen in a status that else stands for a pause
	{"2024-01-20 12:00:00", 1, pend},
	{"2024-01-21 12:00:00", 1, note},
}

// A span is a pause of a case: UTC, resumed "" while it lasts.
type span struct{ paused, resumed string }

var spans = map[int][]span{
	1: {
		{"2024-01-11 09:00:00", "2024-01-12 10:00:00"}, {"2024-01-12 10:00:00", "2024-01-15 13:00:00"}, {"2024-01-20 12:00:00", ""},
	},
	2: {{"2024-01-14 12:00:00", "2024-01-17 12:00:00"}},
}

// TestPauses: the pauses of a product are the times in which its cases had a status
// that stands for one, its polls bring what a first load does, and the night finds
// nothing that they missed. Products whose histories tell none say so.
func TestPauses(t *testing.T) { each(t, pausesAre) }

func pausesAre(t *testing.T, p *product) {
	store, w := p.store(t, "_pauses")
	database := p.granted(t, store)
	has, err := database.Has(t.Context(), source.Pauses)
	if err != nil || has != intervals[p.adapter] {
		t.Fatalf("tells pauses: %v, %v; want %v", has, err, intervals[p.adapter])
	}
	if !has {
		return
	}
	polled := newPolled(t, database, instant(t, paused[0].at).Add(-time.Hour))
	polled.poll(false)
	for _, st := range paused {
		at := instant(t, st.at)
		w.do(st.deed, st.number, at, time.Time{})
		polled.now = at.Add(time.Second)
		polled.poll(false)
	}
	want, got := map[ledger.ID][]ledger.Pause{}, map[ledger.ID][]ledger.Pause{}
	for number, all := range spans {
		for _, s := range all {
			want[p.id(number)] = append(want[p.id(number)], ledger.Pause{Paused: unix(t, s.paused), Resumed: unix(t, s.resumed)})
		}
	}
	for _, row := range sourcetest.Changes(t, database, ledger.Pauses, 0).Pauses {
		got[row.Case] = append(got[row.Case], ledger.Pause{Paused: row.Paused, Resumed: row.Resumed})
	}
	for _, all := range got {
		slices.SortFunc(all, func(a, b ledger.Pause) int { return int(a.Paused - b.Paused) })
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pauses (-want +got):\n%s", diff)
	}
	polled.poll(true)
	view := polled.ledger.View(polled.now.Unix(), true)
	polled.compareFirstLoad(view)
	if n := view.Corrections[ledger.Pauses][ledger.Drifted]; n != 0 {
		t.Errorf("polls missed %d changes of pauses", n)
	}
	if n := view.Rows[ledger.Pauses]; n != 4 {
		t.Errorf("%d pauses are left after the night, want 4", n)
	}
}

// TestRTCreatedStalled: a ticket that was created in a status that stands for a
// pause has been paused since, until its first change of status.
func TestRTCreatedStalled(t *testing.T) {
	only(t, "rt", func(t *testing.T, p *product) {
		store, w := p.store(t, "_created")
		begin := instant(t, paused[0].at)
		for number := 1; number <= 3; number++ {
			w.do(receive, number, begin, time.Time{})
		}
		store.exec("UPDATE Tickets SET Status = 'stalled' WHERE id <> 1003")
		w.do(resume, 2, begin.Add(time.Hour), time.Time{})
		w.do(take, 3, begin.Add(time.Hour), time.Time{})
		got := map[ledger.ID]int64{}
		err := p.open(t, store, account{}).Changes(t.Context(), ledger.Pauses, 0, func(page *ledger.Page) error {
			for _, row := range page.Pauses {
				got[row.Case] = max(row.Resumed-row.Paused, 0)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[ledger.ID]int64{p.id(1): 0, p.id(2): 3600}, got); diff != "" {
			t.Errorf("seconds until it went on (-want +got):\n%s", diff)
		}
	})
}

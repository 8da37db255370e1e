package adapters_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// An act is a deed to a case on a day of a story.
type act struct {
	day, number int
	deed        deed
}

// TestZnunyMergedInto: Znuny moves the articles of a ticket that is merged, and
// their lines of the history, to the other one. They hold the state of the merged
// ticket, and tell nothing of the other: not when it was begun, closed, reopened
// or paused.
func TestZnunyMergedInto(t *testing.T) { only(t, "znuny", znunyMergedInto) }

func znunyMergedInto(t *testing.T, p *product) {
	const into, from = mergedInto, 7
	begin := instant(t, scenario[0].at)
	day := func(n int) time.Time { return begin.AddDate(0, 0, n) }
	for name, story := range map[string]struct {
		acts                      []act
		started, closed, reopened int // days, -1 if not; times
		paused                    [][2]int
	}{
		"a letter to a closed one": {
			[]act{{0, into, receive}, {1, into, take}, {2, into, finish}, {20, from, receive}, {21, from, merge}, {22, into, note}}, 1, 2, 0, nil,
		},
		"between a closing and a reopening": {
			[]act{{0, into, receive}, {1, into, take}, {2, into, finish}, {3, from, receive}, {4, into, reopen}, {5, from, merge}, {6, into, finish}}, 1, 6, 1, nil,
		},
		"before the closing": {
			[]act{{0, into, receive}, {1, into, take}, {2, from, receive}, {3, into, finish}, {4, from, merge}}, 1, 3, 0, nil,
		},
		"an older one that was answered": {
			[]act{{0, from, receive}, {1, from, answer}, {2, into, receive}, {4, into, take}, {5, from, merge}}, 4, -1, 0, nil,
		},
		"in a pause": {
			[]act{{0, into, receive}, {1, into, take}, {2, into, pend}, {3, from, receive}, {4, from, merge}, {6, into, resume}}, 1, -1, 0, [][2]int{{2, 6}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			store, w := p.store(t, "_merged")
			for _, a := range story.acts {
				w.do(a.deed, a.number, day(a.day), time.Time{})
			}
			at := func(n int) int64 {
				if n < 0 {
					return 0
				}
				return day(n).Unix()
			}
			database := p.granted(t, store)
			got := p.all(t, database)[into]
			want := ledger.Case{Started: at(story.started), Closed: at(story.closed), Reopened: int64(story.reopened)}
			if diff := cmp.Diff(want, ledger.Case{Started: got.Started, Closed: got.Closed, Reopened: got.Reopened}); diff != "" {
				t.Errorf("the ticket that the other was merged into (-want +got):\n%s", diff)
			}
			var paused [][2]int
			err := database.Changes(t.Context(), ledger.Pauses, 0, func(page *ledger.Page) error {
				for _, row := range page.Pauses {
					paused = append(paused, [2]int{int((row.Paused - begin.Unix()) / 86400), int((row.Resumed - begin.Unix()) / 86400)})
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(story.paused, paused); diff != "" {
				t.Errorf("days of pauses (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOSTicketMergedInto: an answer to an older ticket, which osTicket moves with
// all that was written in it to the one that it is merged into, began that one
// no earlier than it came.
func TestOSTicketMergedInto(t *testing.T) {
	p := productOf(t, "osticket")
	store, w := p.store(t, "_merged")
	begin := instant(t, scenario[0].at)
	for i, st := range []step{{"", 7, receive}, {"", 7, answer}, {"", mergedInto, receive}, {"", mergedInto, take}, {"", 7, merge}} {
		w.do(st.deed, st.number, begin.AddDate(0, 0, i), time.Time{})
	}
	cases := p.cases(t, store)
	if _, there := cases[7]; there {
		t.Error("the merged ticket counts")
	}
	if got, want := cases[mergedInto].Started, begin.AddDate(0, 0, 3).Unix(); got != want {
		t.Errorf("started at %d, want %d, when it was taken", got, want)
	}
}

// TestCiviCRMMergedInto: CiviCRM copies the activities of a case that is merged
// into another one. They tell nothing of that one: not when it was begun, closed
// or reopened. Neither does the merge, nor another client, begin a case.
func TestCiviCRMMergedInto(t *testing.T) {
	const into, from = mergedInto, 7
	p := productOf(t, "civicrm")
	begin := instant(t, scenario[0].at)
	day := func(n int) time.Time { return begin.AddDate(0, 0, n) }
	for name, story := range map[string]struct {
		acts                      []act
		started, closed, reopened int // days, -1 if not; times
	}{
		"a closed one": {
			[]act{{0, into, receive}, {1, from, receive}, {2, from, finish}, {3, from, merge}, {5, into, finish}}, 5, 5, 0,
		},
		"one that was closed and reopened": {
			[]act{{0, from, receive}, {1, from, finish}, {2, into, receive}, {3, from, reopen}, {4, from, merge}, {5, into, take}}, 5, -1, 0,
		},
		"one of another status, into a closed one": {
			[]act{{0, into, receive}, {1, into, take}, {2, into, finish}, {3, from, receive}, {4, from, pend}, {5, from, merge}, {6, into, note}}, 1, 2, 0,
		},
		"an older one that was answered": {
			[]act{{0, from, receive}, {1, from, answer}, {2, into, receive}, {3, from, merge}}, -1, -1, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			store, w := p.store(t, "_merged")
			for _, a := range story.acts {
				w.do(a.deed, a.number, day(a.day), time.Time{})
			}
			at := func(n int) int64 {
				if n < 0 {
					return 0
				}
				return day(n).Unix()
			}
			cases := p.cases(t, store)
			if _, there := cases[from]; there {
				t.Error("the merged case counts")
			}
			got, want := cases[into], ledger.Case{Started: at(story.started), Closed: at(story.closed), Reopened: int64(story.reopened)}
			if diff := cmp.Diff(want, ledger.Case{Started: got.Started, Closed: got.Closed, Reopened: got.Reopened}); diff != "" {
				t.Errorf("the case that the other was merged into (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCiviCRMReassigned: a case that is given to another client is copied, and the
// copy has begun if the case had.
func TestCiviCRMReassigned(t *testing.T) {
	p := productOf(t, "civicrm")
	store, w := p.store(t, "_reassigned")
	begin := instant(t, scenario[0].at)
	for number := 1; number <= 2; number++ {
		w.do(receive, number, begin, time.Time{})
	}
	w.do(answer, 2, begin.AddDate(0, 0, 1), time.Time{})
	c := &civicrm{store}
	given := begin.AddDate(0, 0, 2)
	store.exec("SET timestamp = ?", given.Unix())
	for number := 1; number <= 2; number++ {
		store.exec("INSERT INTO civicrm_case (id, case_type_id, start_date, status_id, created_date) VALUES (?, 1, '2024-01-10', ?, CURRENT_TIMESTAMP)", 1010+number, civiOngoing)
		c.merge(1000+number, 1010+number, civiReassigned)
	}
	store.exec("SET timestamp = DEFAULT")
	got := p.cases(t, store)
	for number, started := range map[int]int64{11: 0, 12: given.Unix()} {
		if c := got[number]; c.Received != given.Unix() || c.Started != started {
			t.Errorf("the copy %d was received at %d and begun at %d, want %d and %d", number, c.Received, c.Started, given.Unix(), started)
		}
	}
	if len(got) != 2 {
		t.Errorf("%d cases, want the copies alone", len(got))
	}
}

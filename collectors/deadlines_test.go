package collectors

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/deadline"
	"casework/collectors/ledger"
	"casework/collectors/study"
)

// within gives cases of type "permit" so many days.
func within(t *testing.T, days int) ledger.Deadlines {
	t.Helper()
	rules, err := deadline.New([]deadline.Rule{{CaseType: "permit", Length: days, Unit: deadline.Days, Until: deadline.Forever}}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// inWorkdays gives cases of any type so many working days, pauses not counted.
func inWorkdays(t *testing.T, length int) ledger.Deadlines {
	t.Helper()
	rules, err := deadline.New([]deadline.Rule{{CaseType: deadline.AnyType, Length: length, Unit: deadline.Workdays, Pausable: true, Until: deadline.Forever}}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// TestDeadlinesOfTypes: a case without a deadline has that of its type, and one of
// its own comes first. Another file counts from a restart on, with the state
// kept; what was counted stays.
func TestDeadlinesOfTypes(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "state")
	source := &fake{columns: ledger.Columns{Started: true}}
	for i, c := range []struct {
		caseType  string
		days, own int64 // since receipt; until its own deadline, 0 for none
	}{{"permit", 10, 0}, {"permit", 20, 0}, {"permit", 40, 0}, {"permit", 50, 90}, {"appeal", 60, 0}, {"permit", 20, 0}, {"permit", 40, 0}} {
		one := ledger.Case{
			ID: ledger.ID(i+1) << 50, Unit: "A", Type: c.caseType, Received: at.Unix() - c.days*testDay, Reopened: -1,
			Changed: at.Add(-time.Hour).UnixMicro() + int64(i),
		}
		if c.own != 0 {
			one.Deadline = one.Received + c.own*testDay
		}
		source.cases = append(source.cases, one)
	}
	shows := func(b *bench, when, overdue, met, missed, share string) {
		t.Helper()
		got := [4]string{
			b.unit("casework_overdue_cases", "A"), b.unit("casework_deadlines_met_total", "A"), b.unit("casework_deadlines_missed_total", "A"),
			b.value("casework_window_deadline_met_ratio", "unit=A", "supervision=inactive", "window=28d"),
		}
		if want := [4]string{overdue, met, missed, share}; got != want {
			t.Errorf("%s: overdue, met, missed and the share are %v, want %v", when, got, want)
		}
	}
	b := newBench(t, source, path, at, Options{Deadlines: within(t, 30), ZeroHold: -1})
	b.poll(t, 0)
	shows(b, "at first", "2", "0", "0", "absent")
	for i := range source.cases[5:] { // one in time, one late
		c := &source.cases[5+i]
		c.Closed, c.Changed = at.Unix()+30, at.Add(30*time.Second).UnixMicro()+int64(i)
	}
	b.poll(t, time.Minute)
	shows(b, "after two closings", "1", "1", "1", "0.5")
	_ = b.state.Close()

	b = newBench(t, source, path, at.Add(2*time.Minute), Options{Deadlines: within(t, 45), ZeroHold: -1})
	b.poll(t, time.Minute)
	shows(b, "with 45 days", "0", "1", "1", "1")
	_ = b.state.Close()

	b = newBench(t, source, path, at.Add(4*time.Minute), Options{ZeroHold: -1})
	b.source.columns.Deadline = true
	b.poll(t, time.Minute)
	shows(b, "without", "0", "1", "1", "absent") // the fourth case has a deadline still
}

// TestReconciliationKnowsOwnDeadlinesAlone: what the database adds up is its own
// deadlines, so those of types are no difference.
func TestReconciliationKnowsOwnDeadlinesAlone(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1, ReconcileAt: 3 * time.Hour, Deadlines: within(t, 1)}, func(t *testing.T, b *bench) {
		b.source.cases = nil
		now := time.Now().Unix()
		for i := range int64(4) {
			c := ledger.Case{
				ID: ledger.ID(i+1) << 50, Unit: "A", Type: "permit", Received: now - (i+3)*testDay, Reopened: -1, Changed: now*1e6 + i,
			}
			if i == 0 {
				c.Deadline = now + 90*testDay
			}
			b.source.cases = append(b.source.cases, c)
		}
		b.poll(t, 0)
		if got := b.unit("casework_overdue_cases", "A"); got != "3" {
			t.Errorf("%s overdue, want 3", got)
		}
		bounds := []int64{now - 10*testDay, now + testDay}
		s := b.ledger.Summaries(ledger.Cases, bounds, func(_ ledger.TimeColumn, unix int64) int64 { return unix })[0]["A"]
		if s.Deadlines != 1 || s.SumLine != now+90*testDay {
			t.Errorf("%d deadlines of sum %d, want the case's own", s.Deadlines, s.SumLine)
		}
		b.poll(t, 24*time.Hour)
		if got := b.corrected(); got != "" {
			t.Errorf("corrections %q, want none", got)
		}
	})
}

// TestDeadlinesEndWithTheirDay: a case is overdue from the first second after its
// last day on.
func TestDeadlinesEndWithTheirDay(t *testing.T) {
	midnight := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	for seconds, want := range map[int]string{-1: "0", 0: "1"} {
		at := midnight.Add(time.Duration(seconds) * time.Second)
		received := civil.DayOf(midnight.AddDate(0, 0, -8)).Start(time.UTC).Unix() + 3600
		source := &fake{columns: ledger.Columns{Started: true}, cases: []ledger.Case{
			{ID: 1 << 50, Unit: "A", Type: "permit", Received: received, Reopened: -1, Changed: received * 1e6},
		}}
		b := newBench(t, source, "", at, Options{Deadlines: within(t, 7), ZeroHold: -1})
		b.poll(t, 0)
		if got := b.unit("casework_overdue_cases", "A"); got != want {
			t.Errorf("%d s after midnight: %s overdue, want %s", seconds, got, want)
		}
	}
}

// TestPanelFollowsDeadlines: a panel that was kept under other deadlines is computed
// again, and since when the primary outcome is chosen stays.
func TestPanelFollowsDeadlines(t *testing.T) {
	source, path := studiedSource(), t.TempDir()+"/test.panel"
	with := func(days int, now time.Time) *study.Study {
		opts := Options{ZeroHold: -1, Study: &StudyOptions{Path: path, Identity: "test"}}
		if days > 0 {
			rules, err := deadline.New([]deadline.Rule{{CaseType: deadline.AnyType, Length: days, Unit: deadline.Days, Until: deadline.Forever}}, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			opts.Deadlines, opts.Study.Deadlines = rules, rules.String()
		}
		b := newBench(t, source, "", now, opts)
		b.poll(t, 0)
		return b.Study()
	}
	judged := func(s *study.Study) (with, met int64) {
		for _, u := range s.Panel.Units {
			for _, m := range u.Months {
				with, met = with+m.WithDeadline, met+m.Met
			}
		}
		return with, met
	}
	first := with(0, studiedAt)
	if n, _ := judged(first); n != 0 {
		t.Errorf("%d cases have a deadline, want none", n)
	}
	short := with(10, studiedAt.Add(time.Hour))
	n, met := judged(short)
	if n == 0 || met == 0 || met == n {
		t.Errorf("of %d cases with a deadline %d met it, want some", n, met)
	}
	if long, more := judged(with(12, studiedAt.Add(2*time.Hour))); long != n || more <= met {
		t.Errorf("with two days more %d of %d met it, with two fewer %d of %d", more, long, met, n)
	}
	if !slices.Equal(short.Settings.Chosen, first.Settings.Chosen) {
		t.Errorf("chosen are %v, before %v", short.Settings.Chosen, first.Settings.Chosen)
	}
}

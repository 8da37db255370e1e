package ledger

import (
	"testing"
)

// TestRollSaysWhatWouldChange: a row that a Roll calls unchanged changes nothing when it
// is applied, and one that it calls changed does.
func TestRollSaysWhatWouldChange(t *testing.T) {
	const now = 1_800_000_000
	l := New(Options{}, 1, now)
	base := Case{
		Unit: "A", Type: "t", Received: now - 1000, Started: now - 900, Closed: now - 800, Deadline: now - 500, Reopened: -1,
		PausedSeconds: 7, PausedSince: now - 820, Complete: now - 950,
	}
	var rows []Case
	for i := range 500 {
		c := base
		c.ID = l.Keyer().Int(uint64(i))
		rows = append(rows, c)
	}
	rows[7].Unit = ""             // rejected
	rows[8].Received = now + 1000 // its time has not come
	l.Apply(Cases, &Page{Cases: rows, Next: 1}, now)
	l.EndBaseline(Cases)
	for name, tt := range map[string]struct {
		change func(*Case)
		want   Meeting
	}{
		"as it was": {func(*Case) {}, Unchanged},
		"unit":      {func(c *Case) { c.Unit = "B" }, Changed},
		"received":  {func(c *Case) { c.Received-- }, Changed},
		"started":   {func(c *Case) { c.Started = 0 }, Changed},
		"closed":    {func(c *Case) { c.Closed = 0 }, Changed},
		"deadline":  {func(c *Case) { c.Deadline++ }, Changed},
		"reopened":  {func(c *Case) { c.Reopened = 1 }, Changed},
		"paused":    {func(c *Case) { c.PausedSeconds++ }, Changed},
		"resumed":   {func(c *Case) { c.PausedSince = 0 }, Changed},
		"complete":  {func(c *Case) { c.Complete-- }, Changed},
		"rejected":  {func(c *Case) { c.Unit = "" }, Changed},
		"a version": {func(c *Case) { c.Changed = 5 }, Unchanged},
		"new":       {func(c *Case) { c.ID++ }, Unknown},
	} {
		c := rows[3]
		tt.change(&c)
		if got := l.NewRoll(Cases, now, 500).Case(&c); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	r := l.NewRoll(Cases, now, 500)
	for i := range rows[:490] {
		if got := r.Case(&rows[i]); (got == Unchanged) == (i == 7 || i == 8) {
			t.Errorf("row %d: %v", i, got)
		}
	}
	if got := r.Case(&rows[5]); got != Again {
		t.Errorf("the second of an identifier: %v", got)
	}
	twice, whole := r.Twice()
	var gone []Absent
	known, open := r.Absent(Columns{}, func(a *Absent) { gone = append(gone, *a) })
	if len(twice) != 1 || !twice[rows[5].ID] || !whole || known != 500 || open != 0 || len(gone) != 10 {
		t.Errorf("twice %v, whole %v, known %d, open %d, gone %d", twice, whole, known, open, len(gone))
	}
	for _, a := range gone {
		if want := base; a.Case.Unit != want.Unit || a.Case.Received != want.Received || a.Case.Closed != want.Closed ||
			a.Case.PausedSeconds != want.PausedSeconds || a.Case.PausedSince != want.PausedSince || a.Case.Complete != want.Complete {
			t.Errorf("what is gone is known as %+v", a.Case)
		}
	}
	l.Apply(Cases, &Page{Gone: []ID{rows[0].ID, rows[8].ID}}, now)
	if l.FirstOf(Cases, rows[0].ID) != 0 || len(l.Due(Cases, now+2000)) != 0 {
		t.Error("rows that are gone count")
	}
}

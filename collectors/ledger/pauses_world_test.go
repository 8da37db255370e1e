package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// A writtenPause is a version of a pause and when it was committed.
type writtenPause struct {
	Pause
	commit int64
}

// putPause makes p the newest version of its row, as write does.
func (w *world) putPause(t *rapid.T, p Pause) {
	w.tick(t)
	versions := w.pauses[p.ID]
	if n := len(versions); n > 0 {
		w.now = max(w.now, versions[n-1].commit)
	}
	p.Changed = w.now * 1e6
	commit := w.now
	if rapid.IntRange(0, 5).Draw(t, "late") == 0 {
		commit += rapid.Int64Range(0, overlap).Draw(t, "commit")
	}
	w.pauses[p.ID] = append(versions, writtenPause{p, commit})
}

// readPauses returns the rows as they stood at an instant.
func (w *world) readPauses(at int64) (rows []Pause) {
	for _, id := range sortedKeys(w.pauses) {
		for _, v := range slices.Backward(w.pauses[id]) {
			if v.commit <= at {
				rows = append(rows, v.Pause)
				break
			}
		}
	}
	return rows
}

// someCase draws the identifier of a case, at times of one that will come or never
// does, or none.
func (w *world) someCase(t *rapid.T) ID {
	n := rapid.Int64Range(0, int64(w.lastCase)+2).Draw(t, "case")
	if n == 0 {
		return 0
	}
	return w.ledger.Keyer().Int(uint64(n))
}

func (w *world) pause(t *rapid.T) {
	if w.by == byTotals {
		t.Skip("no table of pauses")
	}
	w.lastPause++
	p := Pause{ID: PauseID(w.ledger.Keyer().Int(uint64(w.lastPause))), Case: w.someCase(t), Paused: w.ago(t)}
	switch rapid.IntRange(0, 4).Draw(t, "end") {
	case 0, 1:
		p.Resumed = p.Paused + rapid.Int64Range(0, 20*day).Draw(t, "length")
	case 2:
		p.Resumed = p.Paused - rapid.Int64Range(0, 5*day).Draw(t, "before it began")
	}
	w.putPause(t, p)
}

// pickPause draws a pause that the database holds.
func (w *world) pickPause(t *rapid.T) Pause {
	if len(w.pauses) == 0 {
		t.Skip("no pause yet")
	}
	versions := w.pauses[rapid.SampledFrom(sortedKeys(w.pauses)).Draw(t, "pause")]
	return versions[len(versions)-1].Pause
}

func (w *world) resume(t *rapid.T) {
	p := w.pickPause(t)
	p.Resumed = w.now
	w.putPause(t, p)
}

func (w *world) editPause(t *rapid.T) {
	p := w.pickPause(t)
	switch rapid.IntRange(0, 3).Draw(t, "what") {
	case 0:
		p.Case = w.someCase(t) // as when two cases become one
	case 1:
		p.Paused = w.ago(t)
	case 2:
		p.Resumed = rapid.SampledFrom([]int64{0, p.Paused, p.Paused + hour, p.Paused - hour, w.now + day}).Draw(t, "end")
	case 3:
		p.Paused = 0
	}
	w.putPause(t, p)
}

func (w *world) deletePause(t *rapid.T) { delete(w.pauses, w.pickPause(t).ID) }

// pollPauses reads the pauses that changed, in pages of any size.
func (w *world) pollPauses(t *rapid.T, at int64) {
	low := int64(w.ledger.Cursor(Pauses)) - overlap*1e6
	rows := slices.DeleteFunc(w.readPauses(at), func(p Pause) bool { return p.Changed < low })
	slices.SortFunc(rows, func(a, b Pause) int { return cmp.Compare(a.Changed, b.Changed) })
	for _, p := range rows {
		w.model.learnPause(w, p)
	}
	for len(rows) > 0 {
		n := rapid.IntRange(1, len(rows)).Draw(t, "page of pauses")
		next := Cursor(0)
		for _, p := range rows[:n] {
			next = max(next, Cursor(p.Changed))
		}
		w.ledger.Apply(Pauses, &Page{Pauses: rows[:n], Next: next}, w.now)
		rows = rows[n:]
	}
	w.ledger.EndBaseline(Pauses)
}

// reconcilePauses takes out of the ledger what left the database.
func (w *world) reconcilePauses(t *rapid.T) {
	seen := map[ID]bool{}
	for id := range w.pauses {
		seen[id] = true
	}
	gone := append(w.ledger.Missing(Pauses, 0, 1<<32, seen, w.now), w.ledger.Vanished(Pauses, seen, w.now)...)
	for _, id := range gone {
		if seen[id] {
			t.Fatalf("pause %x is missing, says the ledger, but the database has it", id)
		}
		delete(w.model.pauses, id)
		delete(w.model.waitingPauses, id)
	}
	w.ledger.Delete(Pauses, gone)
}

// oraclePauseReason repeats the rules of rejection.
func oraclePauseReason(p Pause, now int64) string {
	switch {
	case p.Paused == 0:
		return "no_time"
	case p.Case == 0:
		return "no_case"
	case p.Paused < 0 || p.Resumed < 0:
		return "out_of_range"
	case p.Resumed != 0 && p.Resumed < p.Paused:
		return "resumed_before_paused"
	case p.Paused > now+300:
		return "in_future"
	}
	return ""
}

// oraclePauseHappened is a pause without an end that has not come.
func oraclePauseHappened(p Pause, now int64) Pause {
	if p.Resumed > now+300 {
		p.Resumed = 0
	}
	return p
}

// oraclePaused is for how many seconds of [from, until) a case was paused, by
// whether any pause covers what lies between two instants at which one begins or ends.
func oraclePaused(pauses []Pause, of ID, from, until int64) (seconds int64) {
	edges := []int64{from, until}
	for _, p := range pauses {
		if p.Case == of {
			edges = append(edges, p.Paused, p.Resumed)
		}
	}
	slices.Sort(edges)
	for i, a := range edges[1:] {
		b := edges[i]
		inside := slices.ContainsFunc(pauses, func(p Pause) bool {
			return p.Case == of && p.Paused <= b && (p.Resumed == 0 || p.Resumed >= a)
		})
		if inside && b >= from && a <= until {
			seconds += a - b
		}
	}
	return seconds
}

// oraclePausesThatCount are the pauses that are possible, of any case.
func oraclePausesThatCount(rows []Pause, now int64) (all []Pause) {
	for _, p := range rows {
		if oraclePauseReason(p, now) == "" {
			all = append(all, oraclePauseHappened(p, now))
		}
	}
	return all
}

// learnPause takes note of a version of a pause that a poll read.
func (m *model) learnPause(w *world, p Pause) {
	was, counts := m.pauses[p.ID]
	if p.Changed < m.pauseVersion[p.ID] {
		ends := counts && was.Resumed == 0 && oraclePauseReason(p, w.now) == "" && oraclePauseHappened(p, w.now).Resumed != 0
		if !ends {
			return
		}
	}
	m.pauseVersion[p.ID] = p.Changed
	delete(m.waitingPauses, p.ID)
	reason := oraclePauseReason(p, w.now)
	is := oraclePauseHappened(p, w.now)
	if reason == "in_future" || reason == "" && is != p {
		m.waitingPauses[p.ID] = p
	}
	if delete(m.pauses, p.ID); reason == "" {
		m.pauses[p.ID] = is
	}
}

// countedPauses are the rows of pauses that count, and those that do not, by reason.
func countedPauses(v *View) map[string]int {
	out := map[string]int{"count": v.Rows[Pauses]}
	for _, r := range Reasons() {
		if n := v.Rejected[Pauses][r]; n > 0 {
			out[r.String()] = n
		}
	}
	return out
}

// oracleCounted counts pauses by what becomes of them, from rows as they stand and the cases that count.
func oracleCounted(rows []Pause, known map[ID]bool, now int64) map[string]int {
	out := map[string]int{"count": 0}
	for _, p := range rows {
		switch reason := oraclePauseReason(p, now); {
		case reason != "":
			out[reason]++
		case known[p.Case]:
			out["count"]++
		default:
			out["unknown_case"]++
		}
		if oraclePauseReason(p, now) == "" && oraclePauseHappened(p, now) != p {
			out["in_future"]++
		}
	}
	return out
}

// checkPauses holds which pauses count against the rows.
func (w *world) checkPauses(t *rapid.T, v *View, cases []Case) {
	known := map[ID]bool{}
	for _, c := range cases {
		if oracleReason(c, w.now) == "" {
			known[c.ID] = true
		}
	}
	want, got := oracleCounted(w.readPauses(w.now), known, w.now), countedPauses(v)
	// One without a time that is deleted has none to look for it by, so it stays listed.
	delete(want, "no_time")
	delete(got, "no_time")
	if fmt.Sprint(want) != fmt.Sprint(got) {
		t.Fatalf("pauses %v, want %v", got, want)
	}
}

// asPaused is the page of pauses as they were at an instant.
func (p *past) asPaused(at int64) *Page {
	page := &Page{Next: Cursor(at)}
	for _, one := range p.pauses {
		if one.Resumed > at {
			one.Resumed = 0
		}
		if one.Paused <= at {
			page.Pauses = append(page.Pauses, one)
		}
	}
	return page
}

// drawPauses draws pauses of the cases of a past, and of some that it has not.
func (p *past) drawPauses(t *rapid.T, at func(from int64) *rapid.Generator[int64]) {
	for i := range rapid.SampledFrom([]int{0, 1, 5, 30}).Draw(t, "pauses") {
		one := Pause{ID: ID(i+1) << 40, Case: ID(rapid.IntRange(1, len(p.cases)+1).Draw(t, "of")) << 40, Paused: at(epoch-20).Draw(t, "paused")}
		if rapid.IntRange(0, 3).Draw(t, "ends") > 0 {
			one.Resumed = at(one.Paused).Draw(t, "resumed")
		}
		p.pauses = append(p.pauses, one)
	}
}

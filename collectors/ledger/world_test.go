package ledger

import (
	"slices"

	"pgregory.net/rapid"
)

// A world is a database, the ledger that follows it and a plain model of
// what the ledger must have counted.
type world struct {
	now        int64
	ledger     *Ledger
	cases      map[ID][]written // versions, oldest first; the last one stands
	deleted    []Case
	errors     map[ID][]Error
	programmes []Programme
	first      map[ID]bool // cases that never change, so that no unit leaves with its counters
	lastCase   ID
	lastError  ID
	pauses     map[ID][]writtenPause
	lastPause  ID
	by         netBy // by what pauses are told: byNothing for both

	model  model
	stored [][]byte // encoding of the ledger: a checkpoint, then deltas
}

// written is a version of a case and when it was committed, which can be
// after the change that it carries.
type written struct {
	Case
	commit int64
}

func newWorld() *world {
	w := &world{
		now: epoch, ledger: New(testOptions, 42, epoch), model: newModel(),
		cases: map[ID][]written{}, errors: map[ID][]Error{}, first: map[ID]bool{}, pauses: map[ID][]writtenPause{},
	}
	w.ledger.SetDeadlines(lawful{})
	return w
}

var (
	units = []string{"Byggesak", "Barnevern", "NAV \"sentrum\"", ""}
	types = []string{"permit", "appeal", "other things", ""}
)

func (w *world) tick(t *rapid.T) {
	w.now += rapid.Int64Range(1, 2*day).Draw(t, "pass")
}

// write makes c the newest version of its row. Its commit may come late,
// but not before that of the version that it replaces.
func (w *world) write(t *rapid.T, c Case) {
	w.tick(t)
	versions := w.cases[c.ID]
	if n := len(versions); n > 0 {
		w.now = max(w.now, versions[n-1].commit)
	}
	c.Changed = w.now * 1e6
	commit := w.now
	if rapid.IntRange(0, 5).Draw(t, "late") == 0 {
		commit += rapid.Int64Range(0, overlap).Draw(t, "commit")
	}
	w.cases[c.ID] = append(versions, written{c, commit})
}

// read returns the rows as they stood at an instant.
func (w *world) read(at int64) []Case {
	var rows []Case
	for _, id := range sortedKeys(w.cases) {
		for _, v := range slices.Backward(w.cases[id]) {
			if v.commit <= at {
				rows = append(rows, v.Case)
				break
			}
		}
	}
	return rows
}

// pick draws a case that the database holds.
func (w *world) pick(t *rapid.T) Case {
	ids := slices.DeleteFunc(sortedKeys(w.cases), func(id ID) bool { return w.first[id] })
	if len(ids) == 0 {
		t.Skip("no case yet")
	}
	versions := w.cases[rapid.SampledFrom(ids).Draw(t, "case")]
	return versions[len(versions)-1].Case
}

func sortedKeys[V any](m map[ID]V) []ID {
	ids := make([]ID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// ago draws an instant in the past, often recent and sometimes in the future.
func (w *world) ago(t *rapid.T) int64 {
	if rapid.IntRange(0, 30).Draw(t, "odd") == 0 {
		return w.now + rapid.Int64Range(-10, 10*day).Draw(t, "ahead")
	}
	return w.now - rapid.Int64Range(0, 40*day).Draw(t, "ago")
}

// early draws how long after a case was received something happened to it,
// which may be shortly or long before.
var early = rapid.OneOf(rapid.Int64Range(-10, 9*day), rapid.Int64Range(-2*300, 10), rapid.Int64Range(-9*day, 0))

func (w *world) insert(t *rapid.T) {
	w.lastCase++
	c := Case{
		ID: w.ledger.Keyer().Int(uint64(w.lastCase)), Unit: rapid.SampledFrom(units).Draw(t, "unit"),
		Type: rapid.SampledFrom(types).Draw(t, "type"), Received: w.ago(t), Reopened: rapid.SampledFrom([]int64{-1, -1, 0, 1, 2}).Draw(t, "reopened"),
	}
	if rapid.Bool().Draw(t, "deadline") {
		c.Deadline = c.Received + rapid.Int64Range(0, 30*day).Draw(t, "limit")
	}
	if rapid.IntRange(0, 2).Draw(t, "begun") == 0 {
		c.Started = c.Received + early.Draw(t, "wait")
	}
	if rapid.IntRange(0, 3).Draw(t, "done") == 0 {
		c.Closed = c.Received + early.Draw(t, "turnaround")
	}
	if rapid.Bool().Draw(t, "maybe complete") {
		drawComplete(t, &c, w.now)
	}
	if w.by != byIntervals && rapid.Bool().Draw(t, "totals") {
		drawTotals(t, &c, w.now)
	}
	w.write(t, c)
}

func (w *world) start(t *rapid.T) {
	c := w.pick(t)
	c.Started = w.now
	w.write(t, c)
}

func (w *world) close(t *rapid.T) {
	c := w.pick(t)
	c.Closed = w.now
	w.write(t, c)
}

func (w *world) reopen(t *rapid.T) {
	c := w.pick(t)
	c.Closed = 0
	if c.Reopened >= 0 && rapid.Bool().Draw(t, "counted") {
		c.Reopened++
	}
	if rapid.Bool().Draw(t, "closed again") {
		c.Closed = w.now
	}
	w.write(t, c)
}

func (w *world) edit(t *rapid.T) {
	c := w.pick(t)
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0:
		c.Received = w.ago(t)
	case 1:
		c.Started = rapid.SampledFrom([]int64{0, c.Received, c.Received - 5, c.Received - day}).Draw(t, "start")
	case 2:
		c.Deadline = w.ago(t)
	case 3:
		c.Unit = rapid.SampledFrom(units).Draw(t, "unit")
	case 4:
		c.Received = 0
	case 5:
		c.Received, c.Unit = w.now-day, units[0]
	case 6:
		c.Type = rapid.SampledFrom(types).Draw(t, "type")
	}
	w.write(t, c)
}

func (w *world) report(t *rapid.T) {
	w.tick(t)
	if len(w.errors) > 0 && rapid.Bool().Draw(t, "again") {
		versions := w.errors[rapid.SampledFrom(sortedKeys(w.errors)).Draw(t, "error")]
		e := versions[len(versions)-1]
		e.Reported, e.Changed = w.ago(t), w.now*1e6
		w.errors[e.ID] = append(w.errors[e.ID], e)
		return
	}
	w.lastError++
	e := Error{
		ID: w.ledger.Keyer().Int(uint64(w.lastError)), Unit: rapid.SampledFrom(units).Draw(t, "unit"),
		Kind:     rapid.SampledFrom([]string{"error", "complaint", ""}).Draw(t, "kind"),
		Reported: w.ago(t), Changed: w.now * 1e6,
	}
	w.errors[e.ID] = []Error{e}
}

func (w *world) delete(t *rapid.T) {
	c := w.pick(t)
	w.deleted = append(w.deleted, c)
	delete(w.cases, c.ID)
}

// restore brings back a deleted row, as from a backup, and touches it.
func (w *world) restore(t *rapid.T) {
	if len(w.deleted) == 0 {
		t.Skip("nothing deleted")
	}
	c := w.deleted[len(w.deleted)-1]
	w.deleted = w.deleted[:len(w.deleted)-1]
	w.write(t, c)
}

func (w *world) supervise(t *rapid.T) {
	w.programmes = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Programme {
		p := Programme{Unit: rapid.SampledFrom(units[:3]).Draw(t, "unit"), Name: "veiledning"}
		p.From = w.now - rapid.Int64Range(-5*day, 50*day).Draw(t, "from")
		if rapid.Bool().Draw(t, "ends") {
			p.Until = p.From + rapid.Int64Range(-day, 40*day).Draw(t, "until")
		}
		return p
	}), 0, 4).Draw(t, "programmes")
}

// session lets the ledger learn of a session, to be stored by the next poll.
func (w *world) session(t *rapid.T) {
	s := Session{
		ID: ID(rapid.Uint64Range(1, 5).Draw(t, "session")) << 45, Unit: rapid.SampledFrom(units).Draw(t, "unit"),
		Programme: rapid.SampledFrom([]string{"v", "w", ""}).Draw(t, "programme"), Planned: w.ago(t),
		Minutes: rapid.Int64Range(0, 200).Draw(t, "minutes"), Participants: rapid.Int64Range(0, 300).Draw(t, "people"),
	}
	if rapid.Bool().Draw(t, "held") {
		s.Held = w.ago(t)
	}
	learnSessions(w.ledger, w.now, s)
	w.ledger.EndBaseline(Sessions)
}

package ledger

import "fmt"

// A model counts transitions case by case, as the definitions say.
type model struct {
	baseline  bool
	version   map[ID]int64 // newest version learnt
	last      map[ID]Case  // newest version that was possible
	withdrawn map[ID]bool  // the newest version is impossible
	gone      map[ID]bool  // it was found missing
	reopened  map[ID]int64
	started   map[ID]bool
	finished  map[ID]bool
	reported  map[ID]bool
	counts    map[string]int64

	waiting       map[ID]Case // rows ahead of their time
	waitingErrors map[ID]Error

	pauses, waitingPauses map[ID]Pause // as learnt, and those ahead of their time
	pauseVersion          map[ID]int64
}

func newModel() model {
	return model{
		baseline: true, version: map[ID]int64{}, last: map[ID]Case{}, withdrawn: map[ID]bool{}, gone: map[ID]bool{}, reopened: map[ID]int64{},
		started: map[ID]bool{}, finished: map[ID]bool{}, reported: map[ID]bool{}, counts: map[string]int64{},
		waiting: map[ID]Case{}, waitingErrors: map[ID]Error{},
		pauses: map[ID]Pause{}, waitingPauses: map[ID]Pause{}, pauseVersion: map[ID]int64{},
	}
}

// advance learns the rows whose time has come.
func (m *model) advance(w *world) {
	for _, id := range sortedKeys(m.waitingPauses) {
		m.learnPause(w, m.waitingPauses[id])
	}
	for _, id := range sortedKeys(m.waiting) {
		m.learn(w, m.waiting[id])
	}
	for _, id := range sortedKeys(m.waitingErrors) {
		m.learnError(w, m.waitingErrors[id])
	}
}

// learn takes note of a version of a case that a poll read.
func (m *model) learn(w *world, c Case) {
	if c.Changed < m.version[c.ID] && !m.goesBeyond(w, c) {
		return // older than what is known
	}
	m.version[c.ID] = c.Changed
	delete(m.waiting, c.ID)
	switch oracleReason(c, w.now) {
	case "":
		m.withdrawn[c.ID] = false
		if is := oracleHappened(c, w.now); is != c {
			m.waiting[c.ID] = c
			c = is
		}
		was, known := m.last[c.ID]
		m.transitions(w, c, was, known)
		m.last[c.ID], m.gone[c.ID] = c, false
	case "in_future":
		m.withdrawn[c.ID] = true
		m.waiting[c.ID] = c
	default:
		m.withdrawn[c.ID] = true
	}
}

// goesBeyond reports whether a version with an earlier change than the one
// known has more transitions than that.
func (m *model) goesBeyond(w *world, c Case) bool {
	was, known := m.last[c.ID]
	if !known || m.withdrawn[c.ID] || oracleReason(c, w.now) != "" {
		return false
	}
	c = oracleHappened(c, w.now)
	if again := max(c.Reopened, 0); again != m.reopened[c.ID] {
		return again > m.reopened[c.ID]
	}
	if was.Closed != 0 && c.Closed == 0 || was.Started != 0 && c.Started == 0 {
		return false
	}
	return was.Closed == 0 && c.Closed != 0 || !m.started[c.ID] && c.Started != 0
}

// transitions counts what lies between two versions of a case; without an
// earlier one, was is zero.
func (m *model) transitions(w *world, c, was Case, known bool) {
	state := func(t int64) int { return oracleActive(w.programmes, c.Unit, t) }
	add := func(what string, state int, n int64) {
		if n != 0 && !m.baseline {
			m.counts[fmt.Sprintf("%s|%s|%d", what, c.Unit, state)] += n
		}
	}
	if !known {
		add("received", state(c.Received), 1)
	}
	if c.Started != 0 && !m.started[c.ID] {
		m.started[c.ID] = true
		at := max(c.Started, c.Received)
		add("started", state(at), 1)
		if oracleWaitKnown(c) {
			add("waits", state(at), 1)
			add("wait seconds", state(at), at-c.Received)
		}
	}
	before := m.reopened[c.ID]
	after := max(before, c.Reopened)
	if was.Closed != 0 && c.Closed == 0 {
		after = max(after, before+1)
	}
	m.reopened[c.ID] = after
	changed := min(w.now, c.Changed/1e6)
	add("reopened", state(changed), after-before)

	closings := after - before
	if c.Closed != 0 {
		closings++
	}
	if was.Closed != 0 {
		closings--
	}
	if c.Closed == 0 {
		add("closed", state(changed), closings)
		if m.baseline && after > 0 {
			m.finished[c.ID] = true
		}
		return
	}
	at := max(c.Closed, c.Received)
	add("closed", state(at), closings)
	if m.finished[c.ID] {
		return
	}
	m.finished[c.ID] = true
	add("turnarounds", state(at), 1)
	add("turnaround seconds", state(at), at-c.Received)
	m.last[c.ID], m.withdrawn[c.ID], m.gone[c.ID] = c, false, false
	by, pauses := m.net(w)
	if by != byNothing {
		add("nets", state(at), 1)
		add("net seconds", state(at), at-c.Received-oraclePaused(pauses, c.ID, c.Received, at))
	}
	switch due := lawfulDeadline(oracleComplete(c, w.now), pauses); {
	case due == 0:
	case c.Closed <= due:
		add("met", state(at), 1)
	default:
		add("missed", state(at), 1)
	}
}

func (m *model) learnError(w *world, e Error) {
	c := Case{Unit: e.Unit, Received: e.Reported}
	reason := oracleReason(c, w.now)
	delete(m.waitingErrors, e.ID)
	if reason == "in_future" {
		m.waitingErrors[e.ID] = e
	}
	if reason != "" || m.reported[e.ID] {
		return
	}
	m.reported[e.ID] = true
	kind := e.Kind
	if kind == "" {
		kind = "unspecified"
	}
	if !m.baseline {
		m.counts[fmt.Sprintf("error %s|%s|%d", kind, e.Unit, oracleActive(w.programmes, e.Unit, e.Reported))]++
	}
}

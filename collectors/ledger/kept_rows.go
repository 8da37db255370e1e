package ledger

import (
	"casework/collectors/intake"
)

// unit is what is counted of a unit.
func (k *keeper) unit(code uint16) *keptUnit {
	for int(code) >= len(k.units) {
		k.units = append(k.units, keptUnit{queue: make([]keptQueue, len(k.l.slots)), tally: k.newTally()})
	}
	return &k.units[code]
}

// count adds what a row counts as at the keeper's instant, or takes it away.
func (k *keeper) count(t Table, r *record, f *facts, enters bool) {
	sign := 1
	if !enters {
		sign = -1
	}
	switch {
	case r.flags&gone != 0:
		return
	case r.flags&rejected != 0:
		k.bad[t][r.deadline] += sign
		return
	case r.unit == 0: // it is only now that its first version comes
		return
	}
	u := k.unit(r.unit)
	u.rows[t] += sign
	u.twice[t] += sign * one(r.flags&duplicated != 0)
	switch {
	case t == Cases:
		u.pause += sign * f.pauses.Len()
		k.countCase(u, r, f, sign)
	case t == Sessions:
		k.countSession(u, r, sign)
	case !k.l.secret(r):
		k.happens(u, r, -1, r.first, report, 0, f, enters)
	}
}

func (k *keeper) countCase(u *keptUnit, r *record, f *facts, sign int) {
	enters := sign > 0
	if k.l.screen != nil && int64(r.first) > k.at-screenedYear && int64(r.first) <= k.at {
		u.year += sign
	}
	if k.l.secret(r) {
		return
	}
	u.impossible += sign * one(f.impossible)
	slot, due := int(k.l.slot(r)), k.l.dueAt(r, *f)
	u.due += sign * one(due != 0)
	k.takeIn(u, r, slot, enters)
	k.happens(u, r, slot, r.first, receipt, 0, f, enters)
	if r.started != 0 {
		u.started += sign
		u.vague += sign * one(!r.waitKnown())
		k.happens(u, r, slot, r.startedAt(), start, 0, f, enters)
	}
	if r.closed == 0 {
		k.countOpen(u, r, slot, due, f, sign)
		return
	}
	u.closed += sign
	k.happens(u, r, slot, r.closedAt(), closing, due, f, enters)
}

// happens counts an event of a row in the windows. slot is that of its case type, or −1
// for a row without one.
func (k *keeper) happens(u *keptUnit, r *record, slot int, when uint32, kind eventKind, due uint32, f *facts, enters bool) {
	at := int64(when)
	if at > k.at || at <= k.at-k.longest {
		return
	}
	o, state := occurrence{}, 0
	for w, window := range k.l.opts.Windows {
		if at <= k.at-window.Seconds {
			continue
		}
		if o == (occurrence{}) {
			o, state = occurs(kind, r, due, f), k.l.supervision.active(r.unit, at)
			if kind == closing {
				o.workdays, o.worked = k.l.workdays(r, f)
			}
		}
		put := func(t *tally) {
			t.cell(k.index(w, 0, state)).count(&o, enters, k.by)
			if k.slots > 0 && slot >= 0 {
				t.cell(k.index(w, slot+1, state)).count(&o, enters, k.by)
			}
		}
		put(&u.tally)
		if u.pooled {
			put(&k.group)
		}
	}
}

// takeIn counts a case in what is said of the cases received.
func (k *keeper) takeIn(u *keptUnit, r *record, slot int, enters bool) {
	opts, first := &k.l.opts, int64(r.first)
	if !k.taken || first > k.at || first <= k.at-opts.Followed() || !r.waitKnown() {
		return
	}
	left, end := int64(r.leftQueueAt()), r.leaves()
	if left > k.at {
		end = intake.Waits
	}
	state := k.l.supervision.active(r.unit, first)
	put := func(t *tally, slot int) {
		c := t.intakeCell(k.index(0, slot, state))
		for i, within := range opts.StartedWithin {
			if since := first + within; since <= k.at && since > k.at-opts.Intake.Seconds {
				c.Follow(i, end == intake.Started && left-first <= within, enters)
			}
		}
		switch {
		case first <= k.at-opts.Intake.Seconds:
		case end == intake.Waits:
			c.CountWaiting(r.first, enters)
		default:
			c.Count(end, uint32(left-first), enters)
		}
	}
	both := func(t *tally) {
		put(t, 0)
		if k.slots > 0 {
			put(t, slot+1)
		}
	}
	both(&u.tally)
	if u.pooledIntake {
		both(&k.group)
	}
}

// countOpen counts an open case in its queue, given its deadline and facts.
func (k *keeper) countOpen(u *keptUnit, r *record, slot int, due uint32, f *facts, sign int) {
	u.queued = nil
	q := &u.queue[slot]
	age := ageBand(k.l.opts.AgeBounds, k.at-int64(r.first))
	q.Open += sign
	q.OpenAges[age] += sign
	since, paused := pausedSince(f, r, k.at)
	if paused {
		q.Paused += sign
		q.PausedAges[ageBand(k.l.opts.AgeBounds, k.at-int64(since))] += sign
	}
	q.Overdue += sign * one(due != 0 && int64(due) < k.at)
	if r.started != 0 {
		return
	}
	q.Waiting += sign
	q.WaitingAges[age] += sign
	q.receipts.Count(r.first, sign > 0)
	if k.by != byNothing && !paused { // it stays the same until the case is paused
		q.net.Count(uint32(netReceipt(f, r, k.at)), sign > 0)
	}
}

// countSession counts a session in the windows.
func (k *keeper) countSession(u *keptUnit, r *record, sign int) {
	in := func(at int64, window Window) bool { return at > k.at-window.Seconds && at <= k.at }
	planned, held, counts := int64(r.first), int64(r.started), false
	for _, window := range k.l.opts.Windows {
		counts = counts || in(planned, window) || in(held, window)
	}
	if !counts {
		return
	}
	if u.held == nil {
		u.held = make([][]Held, k.windows)
	}
	u.heldIn += sign
	u.heldShown = nil
	for w, window := range k.l.opts.Windows {
		u.held[w] = extend(u.held[w], int(r.kind))
		h := &u.held[w][r.kind]
		if in(planned, window) {
			h.Planned += sign
			h.Held += sign * one(held != 0 && held <= k.at)
		}
		if in(held, window) {
			h.Seconds += int64(sign) * int64(r.closed)
		}
	}
}

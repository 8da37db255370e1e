package ledger

import "pgregory.net/rapid"

// drawComplete draws when a case was complete.
func drawComplete(t *rapid.T, c *Case, now int64) {
	c.Complete = rapid.OneOf(
		rapid.Just[int64](0), rapid.Int64Range(now-40*day, now), rapid.Int64Range(now-400, now+5*day), rapid.SampledFrom([]int64{1 << 40, c.Received, c.Received + hour}),
	).Draw(t, "complete")
}

// complete changes when a case was complete.
func (w *world) complete(t *rapid.T) {
	c := w.pick(t)
	drawComplete(t, &c, w.now)
	w.write(t, c)
}

// oracleComplete is a case that is not complete if it was not before its closing, or is
// not yet.
func oracleComplete(c Case, now int64) Case {
	end := now
	if c.Closed != 0 {
		end = max(c.Closed, c.Received)
	}
	if c.Complete > end {
		c.Complete = 0
	}
	return c
}

// lawfulBegin is when the period of a case under lawful begins; 0 while it does not.
func lawfulBegin(c Case) int64 {
	switch {
	case c.Received%4 != 1:
		return c.Received
	case c.Complete == 0:
		return 0
	}
	return max(c.Received, c.Complete)
}

// lawfulWorkdays are those of a closed case under lawful, given all pauses; none are of a
// case with a deadline of its own.
func lawfulWorkdays(c Case, pauses []Pause) (n int64, counted bool) {
	begin, closed := lawfulBegin(c), max(c.Closed, c.Received)
	if c.Deadline != 0 || c.Type != "permit" && (c.Type != "a" || c.Received%2 != 0) || begin == 0 {
		return 0, false
	}
	return (closed - begin - oraclePaused(pauses, c.ID, begin, closed)) / 5 % 30000, true
}

// lawfulDeadline is the deadline of a case under lawful, given all pauses: its own
// comes first. One that pauses move is when as much time is over in which the case was
// not paused.
func lawfulDeadline(c Case, pauses []Pause) int64 {
	begin := lawfulBegin(c)
	switch {
	case c.Deadline != 0:
		return c.Deadline
	case begin == 0:
		return 0
	case c.Type == "permit" || c.Type == "a":
		allowed := 5 * day
		if c.Type == "a" {
			allowed = 60
		}
		closed := max(c.Closed, c.Received)
		if c.Closed == 0 {
			closed = 1 << 40
		}
		due := begin + allowed
		for {
			later := begin + allowed + oraclePaused(pauses, c.ID, begin, min(due, closed))
			if later == due {
				break
			}
			due = later
		}
		for _, p := range pauses {
			if p.Case == c.ID && p.Resumed == 0 && p.Paused < due && c.Closed == 0 {
				return 1<<32 - 1
			}
		}
		return due
	case c.Type == "appeal", c.Received%2 == 0:
		return 0
	}
	return begin + 20*day
}

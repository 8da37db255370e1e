package source

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// maxInterned bounds the texts that a decoder keeps. Columns with more
// different values than this cost an allocation a row.
const maxInterned = 1 << 16

// A decoder turns rows of one table, as the driver gives them, into rows of
// the contract. It is used by one goroutine at a time.
type decoder struct {
	table   ledger.Table
	keyer   ledger.Keyer
	ofCase  ledger.Keyer // of the cases that pauses are of
	exact   bool         // identifiers are exact numbers, whatever form they come in
	exactly bool         // those of the cases that pauses are of are
	seen    sightings
	index   []int
	clocks  []clock // by position in the contract
	words
	column *Column     // of identifiers
	ends   int         // position of the time without which a case is open; -1 if that is not noted
	open   []knownCase // open cases of the page at hand
}

// words are the texts that a decoder has met, so that a text that comes again needs no
// new memory.
type words struct {
	texts   map[string]string
	numbers map[int64]string
	units   names
	labels  names // of case types, kinds and programmes
}

// newWords returns words that tell met, if any, of each spelling of a unit.
func newWords(met func(spelt, normal string)) words {
	return words{texts: map[string]string{}, numbers: map[int64]string{}, units: newNames(met), labels: newNames(nil)}
}

func (s *Source) decoder(t ledger.Table, sh *shape) *decoder {
	d := &decoder{
		table:  t,
		keyer:  s.keyer(t),
		index:  sh.index,
		clocks: make([]clock, len(sh.index)),
		words:  newWords(s.met.unit),
		column: &sh.columns[colID],
		ends:   -1,
	}
	if t == ledger.Cases {
		d.labels.met = s.met.caseType
	}
	switch {
	case t != ledger.Cases || !s.identifiers.on:
	case sh.has(closedAt):
		d.ends = caseClosed
	default:
		d.ends = caseStarted
	}
	d.exact = sh.columns[colID].Class.IsNumber()
	if t == ledger.Pauses {
		d.ofCase, d.exactly = s.keyer(ledger.Cases), sh.columns[pauseCase].Class.IsNumber()
	}
	for i, at := range sh.index {
		if at >= 0 && sh.columns[at].meaning == MeansInstant {
			d.clocks[i] = s.clock(&sh.columns[at])
		}
	}
	return d
}

// of is the decoder for the brief one of the decoder's own shape.
func (d *decoder) of(sh *shape) *decoder {
	less := *d
	less.index, less.clocks = sh.index, slices.Clone(d.clocks)
	for i, at := range sh.index {
		less.clocks[i].digits = at >= 0 && sh.columns[at].digits
	}
	less.seen = sightings{}
	return &less
}

// add decodes a row and adds it to a page. It returns the row's changed_at as
// a cursor, 0 if it has none. It keeps nothing of row.
func (d *decoder) add(row []driver.Value, p *ledger.Page) (cursor int64) {
	var version int64
	changed := len(d.index) - 1 // the last column of every row table
	if v := d.value(row, changed); v != nil {
		cursor, version = d.clocks[changed].change(v)
	}
	id, ok := d.id(row[colID])
	if !ok {
		p.Unkeyed++
		return cursor
	}
	if d.table == ledger.Pauses {
		id = ledger.PauseID(id)
		of, _ := idOf(d.ofCase, d.exactly, row[pauseCase])
		paused := d.instant(row, pausePaused)
		p.Pauses = append(p.Pauses, ledger.Pause{
			ID: id, Case: of, Paused: paused, Resumed: d.after(row, pauseResumed, paused), Changed: version,
		})
		d.sight(p, id, row[colID])
		return cursor
	}
	unit, label := brief(d.units.of(d, row[colUnit])), brief(d.labels.of(d, d.value(row, colLabel)))
	first := d.instant(row, colFirst)
	switch d.table {
	case ledger.Cases:
		started := d.after(row, caseStarted, first)
		c := ledger.Case{
			ID: id, Unit: unit, Type: label,
			Received: first,
			Started:  started,
			Closed:   d.after(row, caseClosed, first, started),
			Deadline: d.deadline(row),
			Reopened: -1,
			Changed:  version,

			PausedSince: d.instant(row, casePausedSince),
			Complete:    d.instant(row, caseComplete),
		}
		c.PausedSeconds, _ = integer(d.value(row, casePausedSeconds))
		if n, ok := integer(d.value(row, caseReopened)); ok {
			c.Reopened = n
		}
		if d.ends == caseClosed && c.Closed == 0 || d.ends == caseStarted && c.Started == 0 {
			d.open = append(d.open, knownCase{id, d.column.parameter(row[colID])})
		}
		p.Cases = append(p.Cases, c)
		d.sight(p, id, row[colID])
	case ledger.Errors:
		p.Errors = append(p.Errors, ledger.Error{ID: id, Unit: unit, Kind: label, Reported: first, Changed: version})
		d.sight(p, id, row[colID])
	case ledger.Sessions:
		p.Sessions = append(p.Sessions, ledger.Session{
			ID: id, Unit: unit, Programme: label,
			Planned:      first,
			Held:         d.instant(row, sessionHeld),
			Minutes:      d.number(row, sessionMinutes),
			Participants: d.number(row, sessionParticipants),
			Changed:      version,
		})
		d.sight(p, id, row[colID])
	}
	return cursor
}

// brief is a name, or the beginning of one that is too long for a ledger.
func brief(name string) string {
	if len(name) <= ledger.MaxName {
		return name
	}
	return strings.Clone(name[:ledger.MaxName+1])
}

// value is the value of a column of the contract; nil if the query lacks it.
func (d *decoder) value(row []driver.Value, column int) driver.Value {
	if at := d.index[column]; at >= 0 {
		return row[at]
	}
	return nil
}

func (d *decoder) instant(row []driver.Value, column int) int64 {
	at := d.index[column]
	if at < 0 {
		return 0
	}
	return d.clocks[column].seconds(row[at])
}

// after is the instant of what cannot come before some others, see clock.orLater.
func (d *decoder) after(row []driver.Value, column int, others ...int64) int64 {
	return d.clocks[column].orLater(d.instant(row, column), others...)
}

// deadline is the last second in which a case is in time: a date lasts until
// the end of its day.
func (d *decoder) deadline(row []driver.Value) int64 {
	at := d.instant(row, caseDeadline)
	if at == 0 || !d.clocks[caseDeadline].date {
		return at
	}
	c := &d.clocks[caseDeadline]
	return c.Instant(c.Clock(at)+86400) - 1
}

// number is a count that is never negative; 0 if unknown.
func (d *decoder) number(row []driver.Value, column int) int64 {
	n, _ := integer(d.value(row, column))
	return max(n, 0)
}

// id is the identifier of a row, if it has one.
func (d *decoder) id(v driver.Value) (id ledger.ID, ok bool) { return idOf(d.keyer, d.exact, v) }

// idOf is what a Keyer makes of an identifier, which may be an exact number in
// whatever form; ok is false if it is NULL.
func idOf(k ledger.Keyer, exact bool, v driver.Value) (id ledger.ID, ok bool) {
	switch v := v.(type) {
	case int64:
		return k.Signed(v), true
	case uint64:
		return k.Int(v), true
	case []byte:
		if exact {
			return k.Decimal(v), v != nil
		}
		return k.Text(v), v != nil
	case string:
		return idOf(k, exact, []byte(v))
	}
	return 0, false
}

// text is a text, or an integer in decimal; empty if NULL. It allocates only
// for texts that it has not met.
func (d *decoder) text(v driver.Value) string {
	switch v := v.(type) {
	case []byte:
		if s, ok := d.texts[string(v)]; ok {
			return s
		}
		if len(v) > ledger.MaxName { // none that is to be met again
			return strings.ToValidUTF8(string(v), "\uFFFD")
		}
		if len(d.texts) >= maxInterned {
			clear(d.texts)
		}
		s := string(v)
		d.texts[s] = strings.ToValidUTF8(s, "\uFFFD")
		return d.texts[s]
	case string:
		if s, ok := d.texts[v]; ok {
			return s
		}
		if len(d.texts) >= maxInterned {
			clear(d.texts)
		}
		d.texts[v] = strings.ToValidUTF8(v, "\uFFFD")
		return d.texts[v]
	case int64:
		if s, ok := d.numbers[v]; ok {
			return s
		}
		if len(d.numbers) >= maxInterned {
			clear(d.numbers)
		}
		s := strconv.FormatInt(v, 10)
		d.numbers[v] = s
		return s
	case uint64:
		return strconv.FormatUint(v, 10)
	}
	return ""
}

// parameter copies a value of a result, which is valid for one row only, so
// that it can be sent as a parameter.
func (t *Column) parameter(v driver.Value) driver.Value {
	b, ok := v.([]byte)
	if !ok {
		return v
	}
	if t.Class == Integer {
		if n, err := strconv.ParseUint(string(b), 10, 64); err == nil {
			return n
		}
	}
	return slices.Clone(b)
}

// localDate is the date that a value of a date column has in the source's
// zone; ok is false if it holds none.
func (s *Source) localDate(t *Column, v driver.Value) (date civil.Day, ok bool) {
	d, isTime := v.(time.Time)
	if !isTime || d.Unix() < epoch {
		return 0, false
	}
	wall := d.Unix()
	if t.Class == Instant {
		wall = s.zone.Clock(wall)
	}
	date = civil.Day(floorDiv(wall, 86400))
	return date, !s.noDates.days[date]
}

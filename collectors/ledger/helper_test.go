package ledger

import (
	"iter"
	"math"
	"slices"
	"testing"

	"casework/collectors/pause"
)

// withBaseline returns an empty ledger past its baseline: all that it learns
// counts.
func withBaseline(opts Options) *Ledger {
	l := New(opts, 1, epoch)
	for _, t := range Tables() {
		l.EndBaseline(t)
	}
	return l
}

// learn applies versions of cases one by one, each as a poll of its own.
func learn(l *Ledger, now int64, cases ...Case) {
	for _, c := range cases {
		l.Advance(now)
		l.Apply(Cases, &Page{Cases: []Case{c}, Next: Cursor(c.Changed)}, now)
	}
}

func learnErrors(l *Ledger, now int64, errs ...Error) {
	l.Apply(Errors, &Page{Errors: errs}, now)
}

func learnSessions(l *Ledger, now int64, sessions ...Session) {
	l.Apply(Sessions, &Page{Sessions: sessions}, now)
}

// view returns what a ledger that is not stored shows.
func view(l *Ledger, now int64) *View {
	l.Forget()
	return l.View(now, true)
}

// rejections lists how many rows a View rejects, by table and reason.
func rejections(v *View) map[string]int {
	out := map[string]int{}
	for _, t := range Tables() {
		for _, r := range Reasons() {
			if n := v.Rejected[t][r]; n > 0 {
				out[t.String()+" "+r.String()] = n
			}
		}
	}
	return out
}

// corrections lists how many corrections a ledger counted, by table and kind.
func corrections(l *Ledger) map[string]uint64 {
	out := map[string]uint64{}
	for _, t := range Tables() {
		for _, c := range Corrections() {
			if n := l.corrections[t][c]; n > 0 {
				out[t.String()+" "+c.String()] = n
			}
		}
	}
	return out
}

// checkpoint returns the payloads that a ledger encodes as.
func checkpoint(l *Ledger) [][]byte {
	var payloads [][]byte
	_ = l.Checkpoint(func(p []byte) error { // what emit returns
		payloads = append(payloads, slices.Clone(p))
		return nil
	})
	return payloads
}

// restore returns the ledger that payloads encode.
func restore(opts Options, now int64, payloads ...[]byte) (*Ledger, error) {
	return Restore(opts, now, func() ([]byte, error) {
		if len(payloads) == 0 {
			return nil, nil
		}
		p := payloads[0]
		payloads = payloads[1:]
		return p, nil
	})
}

// restart returns a ledger as it is after a restart.
func restart(t *testing.T, l *Ledger, opts Options, now int64) *Ledger {
	t.Helper()
	again, err := restore(opts, now, checkpoint(l)...)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// delta returns what changed since the last encoding.
func delta(t *testing.T, l *Ledger) []byte {
	t.Helper()
	d, ok := l.AppendDelta(nil)
	if !ok {
		t.Fatal("too much changed for a delta")
	}
	return d
}

// lawful gives cases of some types a deadline: of "permit" and "a" soon, of others
// late or, for some, none. Of some cases, it runs from when they are complete.
type lawful struct{}

// begins is when the period of a case begins; false while it does not.
func (lawful) begins(received, complete uint32) (begin uint32, ok bool) {
	if received%4 != 1 {
		return received, true
	}
	return max(received, complete), complete != 0
}

func (l lawful) Of(caseType string) func(received, complete uint32) uint32 {
	if caseType == "appeal" || caseType == "b" {
		return nil
	}
	return func(received, complete uint32) uint32 {
		begin, ok := l.begins(received, complete)
		switch {
		case !ok:
			return 0
		case caseType == "permit":
			return begin + uint32(5*day)
		case caseType == "a":
			return begin + 60
		case received%2 == 0:
			return 0
		}
		return begin + uint32(20*day)
	}
}

// Paused has deadlines of "permit" and "a" stand still while a case is paused.
func (l lawful) Paused(caseType string) func(received, complete uint32, paused iter.Seq[pause.Interval]) uint32 {
	if caseType != "permit" && caseType != "a" {
		return nil
	}
	return func(received, complete uint32, paused iter.Seq[pause.Interval]) uint32 {
		begin, ok := l.begins(received, complete)
		if !ok {
			return 0
		}
		due := l.Of(caseType)(received, complete)
		for span := range paused {
			span.From = max(span.From, begin)
			switch {
			case span.From >= due:
				return due
			case span.Until == math.MaxUint32:
				return span.Until
			case span.From < span.Until:
				due += span.Until - span.From
			}
		}
		return due
	}
}

// PausedFor has them end so much later.
func (l lawful) PausedFor(caseType string) func(received, complete, seconds, since uint32) uint32 {
	if caseType != "permit" && caseType != "a" {
		return nil
	}
	return func(received, complete, seconds, since uint32) uint32 {
		begin, ok := l.begins(received, complete)
		if !ok {
			return 0
		}
		due := l.Of(caseType)(received, complete) + seconds - min(seconds, begin-received)
		if since != 0 && since < due {
			return math.MaxUint32
		}
		return due
	}
}

// Workdays counts those of cases of "permit", without pauses, and of "a" that were received
// at an even second: a day is 5 s.
func (l lawful) Workdays(caseType string) func(received, complete, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool) {
	if caseType != "permit" && caseType != "a" {
		return nil
	}
	return func(received, complete, closed uint32, paused iter.Seq[pause.Interval]) (n uint32, counted bool) {
		begin, ok := l.begins(received, complete)
		if !ok {
			return 0, false
		}
		n = closed - begin
		for span := range paused {
			if span.From = max(span.From, begin); span.From < span.Until {
				n -= span.Until - span.From
			}
		}
		return n / 5 % 30000, caseType == "permit" || received%2 == 0
	}
}

// withoutZeros drops the zeros at the end.
func withoutZeros[T comparable](all []T) []T {
	var zero T
	for len(all) > 0 && all[len(all)-1] == zero {
		all = all[:len(all)-1]
	}
	return all
}

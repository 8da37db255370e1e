package effect

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"testing"
)

// FuzzAnalyse feeds arbitrary panels: nothing may panic, and whatever comes
// back must be finite, which JSON insists on.
func FuzzAnalyse(f *testing.F) {
	f.Add([]byte{0, 12, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add([]byte{255, 3, 1, 0})
	f.Add([]byte{7, 40, 20, 255, 255, 0, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, s, o := decodePanel(data)
		if r, err := GroupTime(p, o); err == nil {
			finite(t, r)
			w, _ := r.Wald()
			finite(t, w)
			band, err := r.Dynamic.Bootstrap(99, 1, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			finite(t, band)
		} else if !errors.Is(err, ErrNoGroups) && !errors.Is(err, ErrPanel) {
			t.Errorf("GroupTime: %v", err)
		}
		a, err := Analyse(p, s)
		if err != nil {
			if !errors.Is(err, ErrPanel) {
				t.Errorf("Analyse: %v", err)
			}
			return
		}
		finite(t, a)
		check(t, a)
	})
}

// A reporter is a *testing.T or a *rapid.T.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// check holds an analysis to its own promises.
func check(t reporter, a *Analysis) {
	t.Helper()
	shown := a.State == Published || a.State == Preliminary || a.State == PreTrendDiffers
	if shown != (a.Headline != nil) || shown != (a.Raw != nil) {
		t.Errorf("state %s with headline %v, raw %v", a.State, a.Headline, a.Raw)
	}
	if e := a.Headline; e != nil {
		if e.Treated < 3 || e.Controls < 5 || e.HasInterval && e.Treated < 5 {
			t.Errorf("headline of %d and %d units, interval %v", e.Treated, e.Controls, e.HasInterval)
		}
		if e.P < e.PPermutation || e.HasInterval && e.P < e.PWelch {
			t.Errorf("P = %v is less than %v or %v", e.P, e.PWelch, e.PPermutation)
		}
	}
	if c := a.Continued; c != nil && (c.Treated < 5 || c.Controls < 5 || !(c.Low <= c.Value && c.Value <= c.High)) {
		t.Errorf("earlier development continued: %+v", c)
	}
	if b := a.Breakdown; b != nil && (b.M < 0 || b.M > MaxBreakdown || b.M > 0 && a.Headline.Low < 0 && a.Headline.High > 0) {
		t.Errorf("breakdown %+v with headline %+v", b, a.Headline)
	}
	for _, p := range a.Events {
		if p.Treated < 3 || p.HasBand && (p.Treated < 5 || p.Controls < 5) {
			t.Errorf("event month %d is shown for %d units", p.Month, p.Treated)
		}
	}
}

func finite(t reporter, result any) {
	t.Helper()
	if _, err := json.Marshal(result); err != nil {
		t.Errorf("a result is not finite: %v", err)
	}
}

// decodePanel makes a panel of any bytes.
func decodePanel(data []byte) (Panel, Settings, Options) {
	next := func() byte {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return b
	}
	flags, periods, units := next(), int(next()%40), int(next()%40)
	o := Options{
		Controls: ControlGroup(flags & 1), Base: Base(flags >> 1 & 1), Weighted: flags&4 != 0,
		Clustered: flags&8 != 0, CompleteOnly: flags&16 != 0, Anticipation: int(flags >> 5 & 1),
	}
	if o.Base == UniversalBase {
		o.Window = int(flags >> 6)
	}
	s := Settings{
		Controls: o.Controls, Anticipation: o.Anticipation, Window: int(flags>>6) * 4, Clustered: o.Clustered,
		Weights: o.Weighted, Draws: 99, MinPost: 1, MinPrePreliminary: 2, MinPre: 4, MinObserved: 0.3, Seed: 1,
	}
	var p Panel
	for k := range periods {
		p.Periods = append(p.Periods, 3*k+1)
	}
	for range units {
		a, b := next(), next()
		u := Unit{Adopted: int(a), Weight: float64(b), Cluster: int(b % 5), Y: make([]float64, periods)}
		if a > 120 {
			u.Adopted = 0
		}
		for k := range u.Y {
			switch v := next(); v {
			case 255:
				u.Y[k] = math.NaN()
			case 254:
				u.Y[k] = math.Float64frombits(binary.LittleEndian.Uint64([]byte{next(), next(), next(), next(), next(), next(), next(), next()}))
			default:
				u.Y[k] = float64(v) / 16
			}
		}
		p.Units = append(p.Units, u)
	}
	return p, s, o
}

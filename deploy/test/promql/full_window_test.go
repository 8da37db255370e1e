package promql

import (
	"testing"
	"time"
)

// TestFullWindow: a unit's figures with supervision begin a whole window after it
// joined, and those without end when it did. In between a window holds few cases
// of either kind, by chance the short ones. What becomes of the cases received begins as
// long after as the source's setting looks back.
func TestFullWindow(t *testing.T) {
	h := lived(t)
	b := boards(t, "nb")["unit"]
	joined := end.Add(-90 * 24 * time.Hour) // unit 02
	c := choices()[1]                       // of the source with another intake than the default
	c["unit"] = unitName(2)
	compared := 0
	for _, p := range b.Panels {
		days, ok := map[int]int64{6: 28, 32: intakes[typed].Seconds / day}[p.ID]
		if !ok {
			continue
		}
		compared++
		every := step(p, span(t, b.Time.From))
		ends := map[string][2]time.Time{}
		for _, q := range p.Targets {
			matrix, err := h.over(c.Fill(q.Expr, every), end.Add(-span(t, b.Time.From)), end, every)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range matrix {
				ends[q.RefID] = [2]time.Time{time.UnixMilli(s.Floats[0].T), time.UnixMilli(s.Floats[len(s.Floats)-1].T)}
			}
		}
		with, without := ends["C"], ends["D"]
		full := joined.Add(time.Duration(days) * 24 * time.Hour)
		if with[0].Before(full) || with[0].After(full.Add(3*24*time.Hour)) || with[1].Before(end.Add(-2*every)) {
			t.Errorf("panel %d: with supervision from %v to %v; it is a full window from %v on", p.ID, with[0], with[1], full)
		}
		if without[1].After(joined.Add(every)) || without[1].Before(joined.Add(-3*24*time.Hour)) {
			t.Errorf("panel %d: without supervision until %v; it joined at %v", p.ID, without[1], joined)
		}
	}
	if compared != 2 {
		t.Errorf("%d panels were compared, want 2", compared)
	}
}

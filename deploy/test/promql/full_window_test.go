package promql

import (
	"testing"
	"time"

	"casework/dashboards/query"
)

// TestFullWindow: a unit's figures with supervision begin a whole window after it
// joined, and those without end when it did. In between a window holds few cases
// of either kind, by chance the short ones.
func TestFullWindow(t *testing.T) {
	h := lived(t)
	b := boards(t, "nb")["unit"]
	joined := end.Add(-90 * 24 * time.Hour) // unit 02
	c := query.Chosen(plain, unitName(2))
	c["case_type"] = query.AllTypes
	for _, p := range b.Panels {
		if p.ID != 6 {
			continue
		}
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
		full := joined.Add(28 * 24 * time.Hour)
		if with[0].Before(full) || with[0].After(full.Add(3*24*time.Hour)) || with[1].Before(end.Add(-2*every)) {
			t.Errorf("with supervision from %v to %v; it is a full window from %v on", with[0], with[1], full)
		}
		if without[1].After(joined.Add(every)) || without[1].Before(joined.Add(-3*24*time.Hour)) {
			t.Errorf("without supervision until %v; it joined at %v", without[1], joined)
		}
	}
}

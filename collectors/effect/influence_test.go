package effect_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/effect"
)

// TestInfluences recomputes every standard error from what defines influence:
// how the estimate moves when a unit's weight moves a little (the
// infinitesimal jackknife), the weights of cohorts included.
func TestInfluences(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, o := drawPanel(t)
		o.Weighted = true
		r, err := effect.GroupTime(p, o)
		if err != nil {
			t.Skip("nothing to compare")
		}
		want, names := allEstimates(r)
		clusters := map[int][]float64{}
		const h = 1e-5
		for i, u := range p.Units {
			moved := func(factor float64) []effect.Estimate {
				q := effect.Panel{Periods: p.Periods, Units: slices.Clone(p.Units)}
				q.Units[i].Weight *= factor
				r, err := effect.GroupTime(q, o)
				if err != nil {
					t.Fatal(err)
				}
				out, _ := allEstimates(r)
				return out
			}
			up, down := moved(1+h), moved(1-h)
			key := i
			if o.Clustered {
				key = u.Cluster
			}
			if clusters[key] == nil {
				clusters[key] = make([]float64, len(want))
			}
			for k := range want {
				clusters[key][k] += (up[k].Value - down[k].Value) / (2 * h)
			}
		}
		for k := range want {
			sum := 0.0
			for _, phi := range clusters {
				sum += phi[k] * phi[k]
			}
			if se := math.Sqrt(sum); math.Abs(se-want[k].SE) > 1e-6 {
				t.Errorf("SE of %s is %v, its influences say %v", names[k], want[k].SE, se)
			}
		}
	})
}

func allEstimates(r *effect.GroupTimes) (out []effect.Estimate, names []string) {
	add := func(name string, e effect.Estimate) {
		out, names = append(out, e), append(names, name)
	}
	for _, c := range r.Cells {
		add("a cell", c.Estimate)
	}
	add("simple", r.Simple)
	for _, a := range []struct {
		name string
		effect.Aggregate
	}{{"dynamic", r.Dynamic}, {"group", r.Group}, {"calendar", r.Calendar}} {
		add(a.name+" overall", a.Overall)
		for _, p := range a.Points {
			add(a.name+" point", p.Estimate)
		}
	}
	return out, names
}

package effect_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/effect"
)

// evidence is the directory with panels and the reference implementation's
// results: EFFECT_REFERENCE, or the one beside the repository.
func evidence(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("EFFECT_REFERENCE")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "evidence")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no reference results to compare with: %v", err)
	}
	return dir
}

// readCSV reads a file with a header into one map a row.
func readCSV(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// number parses a float as R writes it.
func number(t *testing.T, s string) float64 {
	t.Helper()
	if s == "NA" || s == "" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// readPanel reads columns id, time, g, y, w, cl.
func readPanel(t *testing.T, path string) effect.Panel {
	t.Helper()
	rows := readCSV(t, path)
	var p effect.Panel
	for _, r := range rows {
		p.Periods = append(p.Periods, int(number(t, r["time"])))
	}
	slices.Sort(p.Periods)
	p.Periods = slices.Compact(p.Periods)
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r["id"]]
		if !ok {
			i = len(p.Units)
			at[r["id"]] = i
			u := effect.Unit{Weight: 1, Y: make([]float64, len(p.Periods))}
			for j := range u.Y {
				u.Y[j] = math.NaN()
			}
			if g := number(t, r["g"]); !math.IsInf(g, 0) && !math.IsNaN(g) {
				u.Adopted = int(g)
			}
			if w, ok := r["w"]; ok {
				u.Weight = number(t, w)
			}
			if cl, ok := r["cl"]; ok {
				u.Cluster = int(number(t, cl))
			}
			p.Units = append(p.Units, u)
		}
		j, _ := slices.BinarySearch(p.Periods, int(number(t, r["time"])))
		p.Units[i].Y[j] = number(t, r["y"])
	}
	return p
}

// optionsOf reads a tag such as castle/nevertreated/varying/weights, which
// begins with the panel's name. Further parts are weights, clusters,
// complete (drop units with gaps) and anticipation1, 2 and so on.
func optionsOf(t *testing.T, tag string) (panel string, o effect.Options) {
	t.Helper()
	parts := strings.Split(tag, "/")
	for _, part := range parts[1:] {
		digits := strings.TrimPrefix(strings.TrimPrefix(part, "anticipation"), "=")
		switch {
		case part == "nevertreated":
			o.Controls = effect.NeverTreated
		case part == "notyettreated":
			o.Controls = effect.NotYetTreated
		case part == "varying":
			o.Base = effect.VaryingBase
		case part == "universal":
			o.Base = effect.UniversalBase
		case strings.HasPrefix(part, "weight"):
			o.Weighted = true
		case strings.HasPrefix(part, "cl"):
			o.Clustered = true
		case part == "complete" || part == "balanced":
			o.CompleteOnly = true
		case strings.HasPrefix(part, "anticipation") && digits != "":
			o.Anticipation = int(number(t, digits))
		default:
			t.Fatalf("tag %q: %q is not known", tag, part)
		}
	}
	return parts[0], o
}

// TestReference compares every number with those of the reference
// implementation, to a relative 1e-9.
func TestReference(t *testing.T) {
	t.Parallel()
	dir := evidence(t)
	byTag := map[string][]map[string]string{}
	for _, r := range readCSV(t, filepath.Join(dir, "reference.csv")) {
		byTag[r["tag"]] = append(byTag[r["tag"]], r)
	}
	if len(byTag) == 0 {
		t.Fatal("the reference is empty")
	}
	for tag, rows := range byTag {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			panel, o := optionsOf(t, tag)
			got, err := effect.GroupTime(readPanel(t, filepath.Join(dir, panel+".csv")), o)
			if err != nil {
				t.Fatal(err)
			}
			numbers := flatten(got)
			worst := 0.0
			for _, r := range rows {
				key := r["kind"] + " " + r["g"] + " " + r["t"]
				if r["kind"] == "wald" {
					key = "wald " + r["g"]
				}
				have, ok := numbers[key]
				if !ok {
					t.Errorf("%s is missing", key)
					continue
				}
				delete(numbers, key)
				worst = max(worst, gap(t, key+" est", have[0], number(t, r["est"])), gap(t, key+" se", have[1], number(t, r["se"])))
			}
			for key := range numbers {
				t.Errorf("%s is not in the reference", key)
			}
			t.Logf("%d rows, largest relative gap %.1e", len(rows), worst)
		})
	}
}

// gap is the relative difference; a value that the reference does not
// define must not be defined.
func gap(t *testing.T, what string, got, want float64) float64 {
	t.Helper()
	if math.IsNaN(want) {
		if got != 0 {
			t.Errorf("%s = %v, which is not defined", what, got)
		}
		return 0
	}
	rel := math.Abs(got - want)
	if want != 0 {
		rel /= math.Abs(want)
	}
	if !(rel <= 1e-9) {
		t.Errorf("%s = %.17g, want %.17g (relative gap %.1e)", what, got, want, rel)
	}
	return rel
}

// flatten names each estimate as the reference does.
func flatten(r *effect.GroupTimes) map[string][2]float64 {
	out := map[string][2]float64{}
	for _, c := range r.Cells {
		out[fmt.Sprintf("attgt %d %d", c.Cohort, c.Period)] = [2]float64{c.Value, c.SE}
	}
	out["simple_overall NA NA"] = [2]float64{r.Simple.Value, r.Simple.SE}
	for kind, a := range map[string]effect.Aggregate{"dynamic": r.Dynamic, "group": r.Group, "calendar": r.Calendar} {
		out[kind+"_overall NA NA"] = [2]float64{a.Overall.Value, a.Overall.SE}
		for _, p := range a.Points {
			out[fmt.Sprintf("%s %d NA", kind, p.At)] = [2]float64{p.Value, p.SE}
		}
	}
	w, _ := r.Wald()
	out[fmt.Sprintf("wald %d", w.Cells)] = [2]float64{w.Statistic, w.P}
	return out
}

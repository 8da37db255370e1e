package e2e

import (
	"bufio"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/metric"
	"casework/exporter/config"
)

// TestCollectors turns each collector off by itself: its metrics go, and all
// others show what they did. Settings say how many lines a unit each has.
func TestCollectors(t *testing.T) {
	at := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	folder := townOfFiles(t, at)
	base := filesOf(folder)
	base["CASEWORK_WINDOWS"] = "28d"
	all := linesBy(t, shownAt(t, base, "UTC", at))
	lines := map[string]string{}
	for _, g := range config.Groups() {
		for _, s := range g.Settings {
			if name, of := strings.CutPrefix(s.Flag, "collector."); of {
				_, lines[name], _ = strings.Cut(s.Desc, "Lines a unit: ")
			}
		}
	}
	var collectors []metric.Collector // of the catalogue
	for _, d := range metric.All() {
		if c := d.Collector(); c != "" && !slices.Contains(collectors, c) {
			collectors = append(collectors, c)
		}
	}
	if len(lines) != len(collectors) {
		t.Errorf("%d collectors have settings, %d are in the catalogue", len(lines), len(collectors))
	}
	for _, c := range collectors {
		t.Run(string(c), func(t *testing.T) {
			if len(all[c]) == 0 {
				t.Fatal("the town has no metric of it")
			}
			settings := maps.Clone(base)
			settings["CASEWORK_COLLECTOR_"+strings.ToUpper(string(c))] = "off"
			left := linesBy(t, shownAt(t, settings, "UTC", at))
			for _, other := range append(slices.Clone(collectors), "") {
				want := all[other]
				if other == c {
					want = nil
				}
				if diff := cmp.Diff(want, left[other]); diff != "" {
					t.Errorf("%q (-all on +off):\n%s", other, diff)
				}
			}
			n := linesOf("unit 02", all[c], c == metric.ChartsCollector)
			if said := lines[string(c)]; c != metric.SupplementaryCollector && !regexp.MustCompile(fmt.Sprintf(`^(up to )?%d\b`, n)).MatchString(said) {
				t.Errorf("a unit has %d lines, the setting says %q", n, said)
			}
		})
	}
}

// townOfFiles writes three years of twelve units, six of which are supervised
// from some time on, and a table of each kind.
func townOfFiles(t *testing.T, at time.Time) string {
	t.Helper()
	folder := t.TempDir()
	var cases, errs, programmes, sessions, complaints strings.Builder
	cases.WriteString("case_id,unit,received_at,started_at,closed_at,deadline_at\n")
	errs.WriteString("error_id,unit,kind,reported_at\n")
	programmes.WriteString("unit,programme,starts_on,ends_on\n")
	sessions.WriteString("session_id,unit,programme,planned_at,held_at,minutes,participants\n")
	complaints.WriteString("complaint_id,unit,received_at,decided_at,outcome\n")
	id := 0
	for u := range 12 {
		unit := fmt.Sprintf("unit %02d", u)
		if u < 6 {
			fmt.Fprintf(&programmes, "%s,veiledning,%s,\n", unit, at.AddDate(0, -20+u, 0).Format(time.DateOnly))
			fmt.Fprintf(&sessions, "%d,%s,veiledning,%s,%[3]s,60,5\n", u, unit, at.AddDate(0, 0, -3).Format(time.DateTime))
		}
		fmt.Fprintf(&complaints, "%d,%s,%s,,\n", u, unit, at.AddDate(0, 0, -9).Format(time.DateOnly))
		for day := 0; day < 3*365; day += 2 {
			id++
			received := at.AddDate(0, 0, -day).Add(-time.Duration(id%7) * time.Hour)
			started := received.AddDate(0, 0, 3+(id*id+u)%9)
			moment := func(m time.Time) string {
				if m.After(at) {
					return ""
				}
				return m.Format(time.DateTime)
			}
			fmt.Fprintf(&cases, "%d,%s,%s,%s,%s,%s\n", id, unit, moment(received), moment(started),
				moment(started.AddDate(0, 0, 2)), received.AddDate(0, 0, 12).Format(time.DateTime))
			if id%5 == 0 {
				fmt.Fprintf(&errs, "%d,%s,mangel,%s\n", id, unit, moment(received))
			}
		}
	}
	for name, content := range map[string]*strings.Builder{
		"cases": &cases, "errors": &errs, "programmes": &programmes, "sessions": &sessions, "complaints": &complaints,
	} {
		put(t, filepath.Join(folder, name+".csv"), []byte(content.String()))
	}
	return folder
}

// linesOf counts lines of a unit: all, or the most that an outcome has, without
// those of single months, which few units have.
func linesOf(unit string, lines []string, byOutcome bool) (most int) {
	n := map[string]int{}
	for _, line := range lines {
		if !strings.Contains(line, `unit="`+unit+`"`) || byOutcome && strings.Contains(line, `month="`) {
			continue
		}
		outcome := ""
		if byOutcome {
			outcome = regexp.MustCompile(`outcome="\w+"`).FindString(line)
		}
		n[outcome]++
		most = max(most, n[outcome])
	}
	return most
}

// linesBy are the lines of samples by the collector of their metric.
func linesBy(t *testing.T, exposition string) map[metric.Collector][]string {
	t.Helper()
	names := map[string]*metric.Def{}
	for _, def := range metric.All() {
		names[def.Name] = def
	}
	by := map[metric.Collector][]string{}
	for lines := bufio.NewScanner(strings.NewReader(exposition)); lines.Scan(); {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name := line[:strings.IndexAny(line, "{ ")]
		def := names[name]
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			if def == nil {
				def = names[strings.TrimSuffix(name, part)]
			}
		}
		if def == nil {
			t.Fatalf("the catalogue has no metric of the line %q", line)
		}
		by[def.Collector()] = append(by[def.Collector()], line)
	}
	return by
}

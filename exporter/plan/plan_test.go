package plan

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/lottery"
	"casework/collectors/study"
)

// past is a study of units of which the first started supervision.
func past(t *testing.T, units, started, months int) *study.Study {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 1))
	f := study.Calendar{Location: zone, Lag: 5 * 24 * time.Hour, Months: months}.Freeze(0, time.Date(2026, 6, 20, 12, 0, 0, 0, zone))
	p := &ledger.Panel{At: f.At, Bounds: f.Bounds, FollowUp: 90 * 86400}
	supervised := map[string][]ledger.Period{}
	for i := range units {
		u := ledger.PanelUnit{Unit: fmt.Sprintf("Enhet %02d", i+1), Since: f.Bounds[0] - 1}
		if i < started {
			supervised[u.Unit] = []ledger.Period{{From: f.Bounds[months-2]}}
		}
		for range months {
			n := int64(20 + 2*i)
			total := int64(12 * math.Exp(0.12*r.NormFloat64()) * 86400 * float64(n))
			u.Months = append(u.Months, ledger.Month{
				Received: n, Queued: total, Open: 2 * total, Started: n, WaitTotal: total, Closed: n, TurnaroundTotal: 2 * total,
				WithDeadline: n, Met: n - int64(r.IntN(8)), Errors: int64(r.IntN(6)),
			})
		}
		p.Units = append(p.Units, u)
	}
	s, err := study.New(p, supervised, study.Settings{Location: zone})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var now = time.Date(2026, 6, 20, 12, 0, 0, 0, time.UTC)

func parse(t *testing.T, args ...string) Options {
	t.Helper()
	o, err := ParseArgs(args)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestTable reads the table as a person would, in both languages.
func TestTable(t *testing.T) {
	s := past(t, 16, 0, 26)
	planned, err := s.Plan(study.Wait)
	if err != nil {
		t.Fatal(err)
	}
	for lang, wants := range map[string][]string{
		"nb": {
			"Hvor liten en endring i ventetiden kunne vært sett i kilden kommune? 16 enheter, 2024-04 til", "Enheter som begynner   3 måneder etter",
			" % / ", "Uten noen endring ble en endring påstått ved ", "–, for få enheter: av 16", "–, for få måneder", "Tabellen kan ikke si",
		},
		"en": {
			"How small a change of waiting time would have been seen in the source kommune? 16 units,", "Units that start   3 months after",
			"Without any change, one was claimed at ", "–, too few units: of 16", "–, too few months: 23 months", "The table cannot tell",
		},
	} {
		out, err := render("kommune", lang, s, planned)
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(strings.Fields(string(out)), " ")
		for _, want := range wants {
			if !strings.Contains(said, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("in %s: lacks %q, in\n%s", lang, want, out)
			}
		}
		if five := regexp.MustCompile(`(?m)^5 +−\d+ % / (−\d+ %|none|ingen) +−\d+ % / `).Find(out); five == nil {
			t.Errorf("in %s: no figures of five units in\n%s", lang, out)
		}
		for _, bad := range []string{"{1}", "NaN", "Inf", "%!"} {
			if bytes.Contains(out, []byte(bad)) {
				t.Errorf("in %s: contains %q", lang, bad)
			}
		}
	}
	planned.Outcome, planned.Cells[0].Any = study.Errors, -0.0125
	if out, err := render("kommune", "nb", s, planned); err != nil || !bytes.Contains(out, []byte("   −1,2 / ")) || !bytes.Contains(out, []byte("forskjell i meldte feil")) {
		t.Errorf("of errors: %v, %s", err, out)
	}
}

// TestTexts: both languages have every text, with the same places.
func TestTexts(t *testing.T) {
	place := regexp.MustCompile(`\{\d\}`)
	for key, phrase := range phrases {
		places := func(s string) (n int) {
			for _, p := range place.FindAllString(s, -1) {
				n += int(p[1])
			}
			return n
		}
		if phrase[0] == "" || phrase[1] == "" || places(phrase[0]) != places(phrase[1]) {
			t.Errorf("%s: languages differ", key)
		}
	}
}

// TestDrawnOrder draws among all units that never had supervision, or among
// those of a file, by their sizes.
func TestDrawnOrder(t *testing.T) {
	s := past(t, 20, 3, 26)
	dir := t.TempDir()
	list, bad, begun := filepath.Join(dir, "units"), filepath.Join(dir, "bad"), filepath.Join(dir, "begun")
	for path, content := range map[string]string{
		list: "\ufeffEnhet 20\r\n Enhet 05 \n\nEnhet 11\nEnhet 12\n", bad: "Enhet 20\nEnhet 2O\n", begun: "Enhet 20\nEnhet 02\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	draw := func(args ...string) (*lottery.Draw, error) {
		var out bytes.Buffer
		if err := parse(t, append([]string{"--per-month=2", "--seed=7 13"}, args...)...).write(&out, "kommune", s, nil, now); err != nil {
			return nil, err
		}
		return lottery.Decode(out.Bytes())
	}
	all, err := draw("--units=all")
	if err != nil {
		t.Fatal(err)
	}
	if o := all.Options; len(all.Units) != 17 || o.Starts != 17 || o.Strata != 2 || o.Source != "kommune" ||
		!o.First.Equal(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)) || !o.At.Equal(now) {
		t.Errorf("drawn are %d units, %+v", len(all.Units), o)
	}
	for _, u := range all.Units {
		if number := int64(0); true {
			_, _ = fmt.Sscanf(u.Name, "Enhet %d", &number)
			if want := 12 * (18 + 2*number); u.Cases != want || number <= 3 {
				t.Errorf("%s has %d cases, want %d; units under supervision have no part", u.Name, u.Cases, want)
			}
		}
	}
	some, err := draw("--units", list, "--starts=2", "--from=2027-02", "--strata=2")
	if err != nil || len(some.Units) != 4 || some.Starts != 2 || some.First.Month() != time.February {
		t.Errorf("of a file: %+v, %v", some, err)
	}
	for args, want := range map[string]string{
		"--units=" + bad:                     `line 2: no unit "Enhet 2O" that is shown has cases in the months compared; the nearest is "Enhet 2`,
		"--units=" + begun:                   `line 2: unit "Enhet 02" has been under supervision`,
		"--units=/nonexistent":               "read --units",
		"--units=all --starts=30":            "the number of starts is 30; 1 to 17 are allowed",
		"--units=all --from=2026-06":         "nobody can start before it is drawn",
		"--units=all --output=" + list:       "a starting order is drawn once",
		"--units=all --output=/nonexistent/": "write starting order",
	} {
		if _, err := draw(strings.Fields(args)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", args, err, want)
		}
	}
}

func TestParseArgs(t *testing.T) {
	for args, want := range map[string]string{
		"--lang=sv":     `--lang="sv": allowed: nb or en`,
		"--outcome=joy": `--outcome="joy": allowed: wait, turnaround`,
		"x":             `unexpected argument "x"`,
		"--pdf":         "flags are --source",
		"--seed=1":      "--units is missing",
		"--sign-key=k":  "--units is missing",
		"--units=a --per-month=1 --seed=1 --sign-key=k":   "--sign-key takes --output",
		"--units=all --seed=1":                            "takes --units, --per-month and --seed",
		"--units=all --per-month=2":                       "takes --units, --per-month and --seed",
		"--units=all --per-month=x":                       "flags are --source",
		"--units=a --per-month=1 --seed=1 --from=May":     `--from="May": a month such as 2027-01 is allowed`,
		"--units=a --per-month=1 --seed=1 --outcome=wait": "one of them is allowed",
	} {
		if _, err := ParseArgs(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", args, err, want)
		}
	}
}

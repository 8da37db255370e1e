package report

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/collectors/effect"
	"casework/collectors/ledger"
	"casework/collectors/study"
	"casework/exporter/app"
	"casework/exporter/text"
	"casework/exporter/text/texttest"
)

// reported makes a study of made-up units, of which the first start
// supervision one after the other, with waits that then change.
func reported(t *testing.T, units, started int, change float64) *study.Study {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 1))
	f := study.Calendar{Location: zone, Lag: 5 * 24 * time.Hour, Months: 42}.
		Freeze(0, time.Date(2026, 6, 20, 12, 0, 0, 0, zone))
	p := &ledger.Panel{At: f.At, Bounds: f.Bounds, FollowUp: 90 * 86400}
	supervised := map[string][]ledger.Period{}
	for i := range units {
		u := ledger.PanelUnit{Unit: fmt.Sprintf("Enhet <%02d>", i+1), Since: f.Bounds[0] - 1}
		start := len(f.Bounds)
		if i < started {
			start = 15 + 2*(i%8)
			supervised[u.Unit] = []ledger.Period{{From: f.Bounds[start] + 3*86400}}
		}
		level := 12 * math.Exp(0.25*r.NormFloat64())
		for m := range len(f.Bounds) - 1 {
			wait := level * math.Exp(0.12*r.NormFloat64())
			if m >= start {
				wait *= 1 + change
			}
			n := int64(40 + r.IntN(30))
			total := func(factor float64) int64 { return int64(factor * wait * 86400 * float64(n)) }
			u.Months = append(u.Months, ledger.Month{
				Received: n, Queued: total(1), Open: total(2.5), Started: n, WaitTotal: total(1), Closed: n, TurnaroundTotal: total(2.5),
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

// someReports are reports on studies in different states.
func someReports(t *testing.T, lang string) map[string]string {
	t.Helper()
	out := map[string]string{}
	hidden, contested, short := reported(t, 24, 11, -0.2), reported(t, 24, 11, -0.2), reported(t, 24, 11, -0.2)
	stricter, early, before := reported(t, 24, 11, -0.2), reported(t, 24, 11, -0.2), reported(t, 24, 11, -0.2)
	stricter.Comparisons[0].P, stricter.Comparisons[0].Analysis.Headline.P = 0.2, 0.2
	early.Comparisons[0].Analysis.State, before.Comparisons[0].Analysis.State = effect.Preliminary, effect.PreTrendDiffers
	hidden.Charts, hidden.Hidden, contested.Comparisons[0].P = hidden.Charts[:21], study.Hidden{Small: 3, Elsewhere: 2}, 0.2
	short.Comparisons[0].Analysis.Counts.TooRecent = 2
	short.Settings.Chosen = []study.Choice{{Outcome: study.Errors, Since: 1.7e9}, {Outcome: study.Wait, Since: 1.75e9}}
	rejected := map[string]map[string]int64{"short": {"cases closed_before_received": 1200, "errors no_unit": 5, "cases no_time": 0}}
	for name, s := range map[string]*study.Study{
		"hidden":    hidden,
		"contested": contested,
		"short":     short,
		"stricter":  stricter,
		"early":     early,
		"before":    before,
		"change":    reported(t, 24, 11, -0.2),
		"no change": reported(t, 24, 11, 0),
		"few":       reported(t, 24, 3, -0.2),
		"none":      reported(t, 6, 0, 0),
	} {
		content, err := render("byggesak", lang, &app.Compared{Study: s, Rejected: rejected[name]})
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(content)
	}
	return out
}

// TestReportSaysWhatWasFound compares the words of reports with what their
// studies hold.
func TestReportSaysWhatWasFound(t *testing.T) {
	reports := map[string]map[string]string{}
	for _, lang := range text.Languages() {
		reports[lang] = someReports(t, lang)
	}
	for _, tt := range []struct{ lang, report, want string }{
		{"en", "change", "In units that started supervision, waiting time went from 1"},
		{"en", "change", "Had the change been as in units without over the same months, it would have come to about 1"},
		{"en", "change", "(95 % interval). Two explanations were tested, chance and development from before the start: they are not enough to explain the difference. Others were not tested."},
		{"en", "change", ">Unexplained difference<small>: more than chance and earlier development</small></td>"},
		{"nb", "change", "gikk ventetiden fra 1"},
		{"nb", "change", "\u00a0% kortere; usikkerheten går fra 1"},
		{"nb", "change", "Enhet &lt;14&gt; (uten veiledning)"},
		{"nb", "change", "Tegnet: 9 av 24 enheter. Ikke tegnet: 15 som det ikke er plass til"},
		{"en", "short", "1\u202f205 impossible rows do not count (cases closed_before_received 1\u202f200, errors no_unit 5)"},
		{"en", "short", "Rejected rows. 1\u202f205 impossible rows do not count. If they"},
		{"nb", "change", "<dt>Avviste rader</dt><dd>ingen</dd>"},
		{"en", "change", "Grey field: fewer than five units, with or without supervision, have figures so far from the start"},
		{"en", "hidden", "Drawn: 9 of 26 units. Not drawn: 12 that there is no room for (see the unit board), " +
			"3 hidden as small (CASEWORK_MIN_CELL), 2 that another exporter shows (CASEWORK_SHARD)"},
		{"nb", "none", "Enhet &lt;01&gt; (uten veiledning)"},
		{"nb", "none", "0 som begynte med veiledning, 6 uten; ingen enhet har veiledning: fyll inn i programmes.csv, filen i BYGGESAK_PROGRAMMES_FILE, hvilke"},
		{"en", "none", "0 that started supervision, 6 without; no unit has supervision: fill in programmes.csv, the file of BYGGESAK_PROGRAMMES_FILE, with"},
		{"nb", "change", "<dt>Enheter utelatt</dt><dd>ingen</dd>"},
		{"en", "short", "<dt>Units left out</dt><dd>2 started recently</dd>"},
		{"en", "short", "<dd>waiting time. It may have been chosen when the figures were known: the choice is on record since 15 Jun 2025, and the first units started in "},
		{"en", "short", ". Before that: the number of errors reported per 100 cases from 14 Nov 2023. So the main outcome is judged as strictly as the others</dd>"},
		{"en", "change", "<strong>Whether supervision or something else is the reason is not shown: no draw of lots decided"},
		{"nb", "change", "Hadde endringen vært som i enheter uten i de samme månedene, ville det blitt omtrent 1"},
		{"nb", "no change", "<strong>At tallene ikke kan si det, er ikke det samme som at veiledning ikke betyr noe."},
		{"en", "few", "That the figures cannot tell is not the same as supervision making no difference."},
		{"en", "change", "Change in waiting time against the change in units without, month by month: 0 is like change"},
		{"nb", "change", "Hver sak følges i 90 dager, så senere måneder er ikke med ennå"},
		{"nb", "contested", ">Kan ikke si<small>: ikke sikkert nok når 5 utfall prøves samtidig</small></td>"},
		{"nb", "stricter", ">Kan ikke si<small>: en strengere test utelukker ikke tilfeldigheter</small></td>"},
		{"en", "contested", "where 5 outcomes are tried, one of them may look so by chance."},
		{"en", "stricter", "the interval rules chance out, a second and stricter test does not"},
		{"en", "early", ">Cannot tell<small>: preliminary: under twelve months before the start</small></td>"},
		{"nb", "before", ">Kan ha begynt før veiledningen<small>: tidligere utvikling kan være nok</small></td>"},
		{"en", "before", "But the difference may have begun before supervision: "},
		{"en", "few", ">Cannot tell<small>: fewer than five units</small></td>"},
		{"en", "no change", "but the figures cannot tell whether that is more than chance"},
		{"nb", "no change", "mer enn tilfeldigheter: usikkerheten går fra"},
		{"en", "few", "fewer than five units are too few to say how uncertain that is"},
		{"en", "none", "The figures cannot compare waiting time: it takes at least three units"},
		{"nb", "none", "For få enheter"},
		{"en", "change", "11 that started supervision, 13 without"},
		{"nb", "change", "Frivillig start"},
		{"en", "change", "Other measures at the same time"},
	} {
		if !strings.Contains(reports[tt.lang][tt.report], tt.want) {
			t.Errorf("%s report in %s lacks %q", tt.report, tt.lang, tt.want)
		}
	}
}

// TestReportIsWhole checks that a report needs nothing else, is the same each
// time, holds no gap and escapes what sources say.
func TestReportIsWhole(t *testing.T) {
	for _, lang := range text.Languages() {
		again := someReports(t, lang)
		for name, got := range someReports(t, lang) {
			if got != again[name] {
				t.Errorf("%s in %s: differs from one time to the next", name, lang)
			}
			for _, bad := range []string{"NaN", "Inf", "%!", "= <", "= &lt;", "{1}", "{2}", "<no value>", "Enhet <", "http", "url(", "src=", "ZgotmplZ"} {
				if strings.Contains(got, bad) {
					t.Errorf("%s in %s contains %q", name, lang, bad)
				}
			}
			if n := strings.Count(got, "<section>"); n != 3 {
				t.Errorf("%s in %s: %d pages, want 3", name, lang, n)
			}
			if _, plots := strings.Count(got, "<svg"), 1; name == "change" && strings.Count(got, "<svg") != mostCharts+plots {
				t.Errorf("%s in %s: %d plots, want %d charts and the event study", name, lang, strings.Count(got, "<svg"), mostCharts)
			}
		}
	}
}

// TestReportTexts checks the texts that are the report's own.
func TestReportTexts(t *testing.T) { texttest.Check(t, phrases()) }

// TestFirstPageNeedsNoStatistics shows that the page that all read has no
// p-values, and no number without its unit, and that the last has them.
func TestFirstPageNeedsNoStatistics(t *testing.T) {
	number := regexp.MustCompile(`<td role="cell" data-label="(?:Forskjell|Difference|95 % inter[a-z]*)">([^<]*)</td>`)
	for _, lang := range text.Languages() {
		for name, got := range someReports(t, lang) {
			pages := strings.Split(got, "<section>")
			if strings.Contains(pages[1], ">p<") || strings.Contains(pages[1], "p = ") || !strings.Contains(pages[3], "p, ") {
				t.Errorf("%s in %s: p-values are not on the last page alone", name, lang)
			}
			for _, cell := range number.FindAllStringSubmatch(pages[1], -1) {
				if v := cell[1]; v != "" && !regexp.MustCompile(`(%|per 100 (saker|cases)|prosentpoeng|percentage points)$`).MatchString(v) {
					t.Errorf("%s in %s: %q has no unit", name, lang, v)
				}
			}
		}
	}
}

// TestWrite writes a report where the arguments say.
func TestWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	for name, tt := range map[string]struct {
		args []string
		out  string // begins so
		err  string
	}{
		"to standard output": {out: "<!DOCTYPE html>\n<html lang=\"nb\">"},
		"to a file":          {args: []string{"--lang=en", "--output", file, "--source", "kommune"}},
		"cannot be written":  {args: []string{"--output=/nonexistent/x"}, err: "write report"},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := ParseArgs(tt.args)
			if err != nil {
				t.Fatal(err)
			}
			o.lang = cmp.Or(o.lang, "nb")
			var out bytes.Buffer
			err = write(&out, "kommune", &app.Compared{Study: reported(t, 12, 6, -0.2)}, o)
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if !strings.HasPrefix(out.String(), tt.out) || tt.out == "" && out.Len() > 0 {
				t.Errorf("out %.60q", &out)
			}
		})
	}
	if content, err := os.ReadFile(file); err != nil || !bytes.Contains(content, []byte(`<html lang="en">`)) {
		t.Errorf("file: %v", err)
	}
	if dir := os.Getenv("REPORTS"); dir != "" { // to look at
		for _, lang := range text.Languages() {
			for name, content := range someReports(t, lang) {
				if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+"-"+lang+".html"), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

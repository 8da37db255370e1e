package board

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/collectors/disclosure"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/study"
	"casework/collectors/testutil"
	"casework/exporter/text"
	"casework/exporter/text/texttest"
)

// noon is when the boards of tests are written.
func noon(t testing.TB) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 6, 20, 12, 0, 0, 0, zone)
}

// A town is made-up units, of which the first started supervision one after
// the other, with waits that then changed.
type town struct {
	units, started, months int
	change                 float64
	hidden                 int // of the last units
}

// input is what is known of the town.
func (w town) input(t testing.TB) *families.Input {
	t.Helper()
	now := noon(t)
	r := rand.New(rand.NewPCG(3, 1))
	f := study.Calendar{Location: now.Location(), Lag: 5 * 24 * time.Hour, Months: w.months}.Freeze(0, now)
	p := &ledger.Panel{At: f.At, Bounds: f.Bounds, FollowUp: 90 * 86400}
	v := &ledger.View{At: now.Unix(), Slots: []string{""}, AgeBands: []string{"0-7d", "7-28d", "28d+"}}
	supervised := map[string][]ledger.Period{}
	for i := range w.units {
		u := ledger.PanelUnit{Unit: fmt.Sprintf("Enhet <%02d>", i+1), Since: f.Bounds[0] - 1}
		shown := ledger.UnitView{Unit: ledger.Unit{Unit: u.Unit}, Queue: []ledger.Queue{
			{Waiting: 3 * (i % 7), Open: 5 * (i % 7), Overdue: i % 3, Oldest: now.Unix() - int64(i%7)*7*86400 - 3600},
		}}
		if i%7 == 0 {
			shown.Queue[0] = ledger.Queue{}
		} else {
			q := &shown.Queue[0]
			q.OpenAges, q.WaitingAges = ledger.Ages{q.Open - 2, 1, 1}, ledger.Ages{q.Waiting - 1, 0, 1}
		}
		start := len(f.Bounds)
		if i < w.started {
			start = 15 + 2*(i%8)
			supervised[u.Unit] = []ledger.Period{{From: f.Bounds[start] + 3*86400}}
			shown.State = ledger.Active
			shown.Programmes = []ledger.ProgrammeView{{Name: "veiledning", Active: true, Start: f.Bounds[start] + 3*86400}}
		}
		level := 12 + 5*r.NormFloat64()*0.4
		for m := range len(f.Bounds) - 1 {
			wait := level * (1 + 0.12*r.NormFloat64())
			if m >= start {
				wait *= 1 + w.change
			}
			n := int64(40 + r.IntN(30))
			total := func(factor float64) int64 { return int64(factor * wait * 86400 * float64(n)) }
			u.Months = append(u.Months, ledger.Month{
				Received: n, Queued: total(1), Open: total(2.5), Started: n, WaitTotal: total(1), Closed: n, TurnaroundTotal: total(2.5),
				WithDeadline: n, Met: n - int64(r.IntN(8)), Errors: int64(r.IntN(6)),
			})
		}
		if i >= w.units-w.hidden {
			shown.Treatment, shown.Queue = ledger.Merged, []ledger.Queue{{}}
		}
		p.Units, v.Units = append(p.Units, u), append(v.Units, &shown)
	}
	in := &families.Input{View: v, Now: now.Unix(), Columns: ledger.Columns{Started: true, Deadline: true}}
	if len(f.Bounds) > 1 {
		s, err := study.New(p, supervised, study.Settings{Location: now.Location()})
		if err != nil {
			t.Fatal(err)
		}
		in.Study, in.NextStudy = s, f.Next
	}
	return in
}

// overview is what there is to see of the town.
func (w town) overview(t testing.TB, change func(in *families.Input)) *families.Overview {
	t.Helper()
	in := w.input(t)
	if change != nil {
		change(in)
	}
	o := families.NewOverview(in, families.Shard{}, 0)
	o.Source, o.Location, o.AsOf, o.Compared = "byggesak", noon(t).Location(), noon(t).Add(-20*time.Second), true
	o.Rejected = map[string]int64{"cases closed_before_received": 1200, "errors no_unit": 5}
	return o
}

func written(t *testing.T, lang string, overviews ...*families.Overview) string {
	t.Helper()
	content, err := Write(overviews, Options{Lang: lang, Order: Orders()[0], Now: noon(t)})
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func unitWritten(t *testing.T, lang string, o *families.Overview, unit string) string {
	t.Helper()
	content, ok, err := WriteUnit(o, unit, Options{Lang: lang, Now: noon(t)})
	if err != nil || !ok {
		t.Fatalf("the page of %s: %v, %v", unit, ok, err)
	}
	return string(content)
}

// TestBoards compares the boards of a small town with golden files.
func TestBoards(t *testing.T) {
	small := town{units: 14, started: 6, months: 30, change: -0.25, hidden: 2}
	for _, lang := range text.Languages() {
		o := small.overview(t, func(in *families.Input) {
			in.Merged = &disclosure.Table{At: noon(t).AddDate(0, 0, -20).Unix(), Window: "28d", Figures: [2]map[disclosure.Statistic]float64{
				{disclosure.Queue: 15, disclosure.WaitMedian: 9 * 86400, disclosure.Overdue: 5}, {disclosure.Errors: 9},
			}}
		})
		testutil.Golden(t, filepath.Join("testdata", "board-"+lang+".html"), written(t, lang, o))
		testutil.Golden(t, filepath.Join("testdata", "unit-"+lang+".html"), unitWritten(t, lang, o, "Enhet <02>"))
	}
}

// TestBoardsAreWhole checks that a board needs nothing else, is the same each
// time, holds no gap and escapes what sources say.
func TestBoardsAreWhole(t *testing.T) {
	for _, lang := range text.Languages() {
		pages := func() map[string]string {
			o := town{units: 24, started: 11, months: 42, change: -0.2}.overview(t, nil)
			return map[string]string{"board": written(t, lang, o), "unit": unitWritten(t, lang, o, "Enhet <02>")}
		}
		again := pages()
		for name, got := range pages() {
			if got != again[name] {
				t.Errorf("%s in %s: differs from one time to the next", name, lang)
			}
			if !strings.HasPrefix(got, "<!DOCTYPE html>\n<html lang=\""+lang+"\">") {
				t.Errorf("%s in %s begins %.60q", name, lang, got)
			}
			for _, bad := range []string{"NaN", "Inf", "%!", "{1}", "{2}", "<no value>", "Enhet <", "http", "url(", "src=", "ZgotmplZ", "<script", "style=\"", " on"} {
				if regexp.MustCompile(`<[^>]*`+regexp.QuoteMeta(bad)).MatchString(got) || bad != " on" && strings.Contains(got, bad) {
					t.Errorf("%s in %s contains %q", name, lang, bad)
				}
			}
			for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(got, -1) {
				if strings.HasPrefix(link[1], "/") || strings.Contains(link[1], ":") {
					t.Errorf("%s in %s: the link %s is absolute", name, lang, link[1])
				}
			}
			_, rest, _ := strings.Cut(got, "<style>")
			used, _, _ := strings.Cut(rest, "</style>")
			sum := sha256.Sum256([]byte(used))
			if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(Policy, "'sha256-"+hash+"'") {
				t.Errorf("%s in %s: the policy %s does not allow the style sheet", name, lang, Policy)
			}
		}
	}
}

func TestTexts(t *testing.T) { texttest.Check(t, phrases) }

// TestBoardOfAThousandUnits holds the size of a board against what a phone
// loads in a second.
func TestBoardOfAThousandUnits(t *testing.T) {
	o := town{units: 1000, started: 400, months: 36, change: -0.2}.overview(t, nil)
	page := []byte(written(t, "nb", o))
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(page)
	_ = w.Close()
	if len(page) > 1<<20 || packed.Len() > 150_000 {
		t.Errorf("%d bytes, %d in gzip; want at most 1 MB, 150 kB", len(page), packed.Len())
	}
}

// BenchmarkBoard is what a board of 1,000 units costs, from what was published.
func BenchmarkBoard(b *testing.B) {
	in := town{units: 1000, started: 400, months: 36, change: -0.2}.input(b)
	now, size := noon(b), 0
	for b.Loop() {
		o := families.NewOverview(in, families.Shard{}, 0)
		o.Source, o.Location, o.Compared = "byggesak", now.Location(), true
		content, err := Write([]*families.Overview{o}, Options{Lang: "nb", Order: ByOverdue, Now: now})
		if err != nil {
			b.Fatal(err)
		}
		size = len(content)
	}
	b.ReportMetric(float64(size), "bytes")
}

// TestToLookAt writes boards to a folder that BOARDS names.
func TestToLookAt(t *testing.T) {
	dir := os.Getenv("BOARDS")
	if dir == "" {
		t.Skip("BOARDS names no folder")
	}
	o := town{units: 1000, started: 400, months: 36, change: -0.2}.overview(t, nil)
	for _, lang := range text.Languages() {
		if err := os.WriteFile(filepath.Join(dir, "large-"+lang+".html"), []byte(written(t, lang, o)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

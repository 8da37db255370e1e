package board

import (
	"strings"
	"testing"
	"time"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/study"
)

// TestBoardSaysWhatItCannotSay shows boards of sources in states in which there
// is less to see.
func TestBoardSaysWhatItCannotSay(t *testing.T) {
	whole := town{units: 24, started: 11, months: 42, change: -0.2}
	for _, tt := range []struct {
		name, lang string
		of         func() *families.Overview
		want, not  []string
	}{
		{
			"a change", "nb", func() *families.Overview { return whole.overview(t, nil) },
			[]string{
				"gikk ventetiden fra ", "Uforklart forskjell", "De siste 36 månedene", "11 enheter med, 13 uten", "enhetene under (24)",
				"1\u202f205 umulige rader teller ikke", "veiledning siden ",
			},
			[]string{"for små", "ennå", "http-equiv"},
		},
		{
			"no change", "en", func() *families.Overview { return town{units: 24, started: 11, months: 42}.overview(t, nil) },
			[]string{"but the figures cannot tell whether that is more than chance"},
			[]string{"Unexplained"},
		},
		{
			"not read", "en", func() *families.Overview {
				return &families.Overview{Source: "byggesak", Location: time.UTC, Compared: true, Whole: true}
			},
			[]string{"The source has not been read yet.", "not since the exporter started", `<meta http-equiv="refresh" content="2">`, "The page loads itself again"},
			[]string{"at most once a minute", "<table", "<svg", "The answer"},
		},
		{
			"state is being read", "en", func() *families.Overview {
				return &families.Overview{Source: "byggesak", Location: time.UTC, Restoring: true, Compared: true, Whole: true}
			},
			[]string{"What the exporter kept before it started again is being read.", `<meta http-equiv="refresh" content="2">`, "The page loads itself again"},
			[]string{"has not been read yet", "<table", "<svg", "The answer"},
		},
		{
			"no month yet", "en", func() *families.Overview {
				return town{units: 3}.overview(t, func(in *families.Input) {
					c := study.Calendar{Location: time.UTC, Lag: 5 * 24 * time.Hour}
					e := c.Expect(time.Date(2026, 6, 12, 8, 0, 0, 0, time.UTC).Unix(), 90*24*time.Hour)
					in.Study, in.Expected = nil, &e
				})
			},
			[]string{
				"It is too early to compare.", "The source has cases since Jun 2026. Jul 2026 is the first whole month, and its figures come on 6 Aug 2026.",
				"followed for 90 days: from 6 Nov 2026 on", `<table class="units">`,
			},
			[]string{"<svg", "The last"},
		},
		{
			"one month", "nb", func() *families.Overview {
				return town{units: 9, months: 1}.overview(t, func(in *families.Input) {
					e := study.Calendar{Location: time.UTC}.Expect(time.Date(2026, 4, 20, 8, 0, 0, 0, time.UTC).Unix(), 90*24*time.Hour)
					in.Expected = &e
				})
			},
			[]string{
				"Siste kolonne er ventetiden i mai 2026.", "Det er for tidlig å sammenligne ventetiden", "Kilden har saker siden apr. 2026. Ventetid og",
			},
			[]string{"<svg", "siste 1 ", "De siste", "første hele måneden", "Enheter som teller"},
		},
		{
			"no case yet", "nb", func() *families.Overview {
				return town{}.overview(t, func(in *families.Input) { in.Study, in.Expected = nil, &study.Expected{} })
			},
			[]string{"for tidlig", "Kilden har ingen saker ennå."},
			[]string{"<svg"},
		},
		{
			"no comparison", "en", func() *families.Overview {
				return whole.overview(t, func(in *families.Input) { in.Study = nil })
			},
			[]string{"The comparison is not done yet"},
			nil,
		},
		{
			"too few units", "en", func() *families.Overview { return town{units: 9, started: 2, months: 30}.overview(t, nil) },
			[]string{
				"The figures cannot compare waiting time: it takes at least three units",
				"Units that count: 2 that started supervision, 7 without. It takes at least 3 and 5. Left out: none.",
			},
			[]string{"Too few units", "The large figure", "programmes.csv"},
		},
		{
			"no programme", "nb", func() *families.Overview { return town{units: 9, months: 30}.overview(t, nil) },
			[]string{"Ingen enhet har veiledning: fyll inn i programmes.csv, filen i BYGGESAK_PROGRAMMES_FILE, hvilke enheter som begynte, og når."},
			[]string{"For få enheter", "Enheter som teller"},
		},
		{
			"no programme and no month yet", "en", func() *families.Overview {
				return town{units: 3}.overview(t, func(in *families.Input) { in.Study, in.Expected = nil, &study.Expected{} })
			},
			[]string{"No unit has supervision: fill in programmes.csv, the file of BYGGESAK_PROGRAMMES_FILE, with the units that started, and when."},
			nil,
		},
		{
			"old cases", "en", func() *families.Overview {
				return whole.overview(t, func(in *families.Input) {
					in.Study.Comparisons = nil
					in.Newest = time.Date(2019, 3, 14, 12, 0, 0, 0, time.UTC).Unix()
				})
			},
			[]string{"the newest case is of Mar 2019, and nothing happened in the months that are compared (Dec 2022 to May 2026)."},
			[]string{"recorded nothing"},
		},
		{
			"nothing of the outcome", "nb", func() *families.Overview {
				return whole.overview(t, func(in *families.Input) { in.Study.Comparisons = in.Study.Comparisons[2:] })
			},
			[]string{"kilden har ikke registrert noe av utfallet som er valgt på forhånd, ventetiden, i månedene som sammenlignes ("},
			nil,
		},
		{
			"started again", "en", func() *families.Overview {
				o := whole.overview(t, func(in *families.Input) { in.Study, in.Withheld = nil, true })
				o.AsOf = time.Time{}
				return o
			},
			[]string{"come after the first reading", "not read since the exporter started", `<meta http-equiv="refresh" content="10">`, "The page loads itself again"},
			[]string{"<svg", "closed month"},
		},
		{
			"comparison off", "nb", func() *families.Overview {
				o := whole.overview(t, func(in *families.Input) { in.Study = nil })
				o.Compared = false
				return o
			},
			[]string{"slått av (CASEWORK_EFFECT=off)"},
			nil,
		},
		{
			"small units", "nb", func() *families.Overview {
				few := whole
				few.hidden = 4
				return few.overview(t, nil)
			},
			[]string{"4 enheter er for små til å vises for seg (CASEWORK_MIN_CELL)", "enhetene under (20)", "11 enheter med, 9 uten"},
			[]string{"Enhet &lt;21&gt;", "Enhet &lt;24&gt;"},
		},
		{
			"out of reach", "en", func() *families.Overview { return whole.overview(t, func(in *families.Input) { in.Withheld = true }) },
			[]string{"the source was not read since 20 Jun 2026 at 11:59", "waiting time went from"},
			[]string{"In the queue</small>"},
		},
		{
			"no starts, deadlines or ends", "en", func() *families.Overview {
				return whole.overview(t, func(in *families.Input) { in.Columns = ledger.Columns{Unclosed: true} })
			},
			[]string{"open cases: the source records no start"},
			[]string{"Past deadline", "not closed"},
		},
		{
			"another shard", "en", func() *families.Overview {
				o := families.NewOverview(whole.input(t), families.Shard{Index: 2, Of: 2}, 0)
				o.Source, o.Location, o.Compared = "byggesak", time.UTC, true
				return o
			},
			[]string{"the first exporter shows it (CASEWORK_SHARD)"},
			[]string{"went from", "units without</span>"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := written(t, tt.lang, tt.of())
			for _, want := range tt.want {
				if !strings.Contains(page, want) {
					t.Errorf("lacks %q", want)
				}
			}
			for _, bad := range tt.not {
				if strings.Contains(page, bad) {
					t.Errorf("contains %q", bad)
				}
			}
		})
	}
}

// TestBoardBeginsWithWhatThereIs: with the answer where there is one, and else
// with who waits where now.
func TestBoardBeginsWithWhatThereIs(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   town
		want []string // headings and what stands out, in their order
	}{
		{"an answer", town{units: 24, started: 11, months: 42, change: -0.2}, []string{"gikk ventetiden fra ", ">Nå<", ">De siste ", ">Enhetene<", ">Datagrunnlag<"}},
		{"too few", town{units: 9, started: 2, months: 30}, []string{">Nå<", ">Enhetene<", ">Sammenligning<", "kan ikke sammenligne", ">Datagrunnlag<"}},
		{"none", town{units: 9, months: 30}, []string{">Nå<", ">Enhetene<", ">Sammenligning<", "kan ikke sammenligne", "programmes.csv", ">Datagrunnlag<"}},
	} {
		page, at := written(t, "nb", tt.of.overview(t, nil)), 0
		for _, want := range tt.want {
			i := strings.Index(page, want)
			if i < at {
				t.Errorf("%s: %q is missing, or stands too early", tt.name, want)
			}
			at = max(at, i)
		}
	}
}

// TestBoardsAreSorted shows the orders of units, and that a page says which it
// has.
func TestBoardsAreSorted(t *testing.T) {
	o := town{units: 9, started: 4, months: 30}.overview(t, nil)
	for order, first := range map[Order]string{ByName: "01", ByQueue: "07", ByOldest: "07", ByOverdue: "06"} {
		content, err := Write([]*families.Overview{o}, Options{Lang: "nb", Order: order, Now: noon(t)})
		if err != nil {
			t.Fatal(err)
		}
		_, table, _ := strings.Cut(string(content), `<table class="units">`)
		head, rows, _ := strings.Cut(table, "<tbody>")
		if _, name, _ := strings.Cut(rows, "Enhet &lt;"); !strings.HasPrefix(name, first) {
			t.Errorf("by %s: %.2s comes first, want %s", order, name, first)
		}
		if n := strings.Count(head, `aria-sort="`); n != 1 {
			t.Errorf("by %s: %d columns say so", order, n)
		}
	}
}

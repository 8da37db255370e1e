package report

import (
	"strings"
	"testing"
	"time"

	"casework/collectors/effect"
	"casework/collectors/ledger"
	"casework/collectors/lottery"
	"casework/collectors/study"
	"casework/exporter/app"
)

// drawn is a study of units whose starts were drawn by lot, of which some kept
// to it and two did not.
func drawn(t *testing.T, change float64) *study.Study {
	t.Helper()
	base := reported(t, 24, 0, 0)
	p, zone := base.Panel, base.Settings.Location
	var units []lottery.Unit
	for _, u := range p.Units[2:] {
		units = append(units, lottery.Unit{Name: u.Unit, Cases: u.Months[3].Received})
	}
	first := time.Unix(p.Bounds[16], 0).In(zone)
	draw, err := lottery.New(units, lottery.Options{
		Source: "byggesak", Seed: "4 8 15", At: first.AddDate(0, -2, 0), First: time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC),
		PerMonth: 2, Starts: 11, Strata: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	supervised := map[string][]ledger.Period{}
	for k, lot := range draw.Units {
		if lot.Start.IsZero() {
			continue
		}
		for i := range p.Units {
			if p.Units[i].Unit != lot.Name {
				continue
			}
			for m := range p.Units[i].Months {
				if at := time.Unix(p.Bounds[m], 0).In(zone); !at.Before(lot.Start.Add(-3 * time.Hour)) {
					one := &p.Units[i].Months[m]
					one.Queued = int64(float64(one.Queued) * (1 + change))
				}
			}
		}
		if k > 1 {
			supervised[lot.Name] = []ledger.Period{{From: lot.Start.Unix()}}
		}
	}
	s, err := study.New(p, supervised, study.Settings{Location: zone, Lottery: draw, LotterySince: draw.At.Unix()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestReportOfALottery says that starts were drawn, and no more what a lottery
// rules out.
func TestReportOfALottery(t *testing.T) {
	s := drawn(t, -0.3)
	if c := s.Comparisons[0]; c.Answer() != effect.BeyondEarlier || !c.Analysis.Drawn {
		t.Fatalf("the answer is %s, drawn %v", c.Answer(), c.Analysis.Drawn)
	}
	late, signed := *s, *s
	late.Settings.LotterySince = s.Settings.Lottery.First.Unix() + 86400
	by := *s.Settings.Lottery
	by.SignedBy = strings.Repeat("0123456789abcdef", 4)
	signed.Settings.Lottery = &by
	for _, tt := range []struct {
		lang          string
		of            *study.Study
		wants, absent []string
	}{
		{
			"en", s,
			[]string{
				"Who started when was drawn by lot on ", ">More than chance<small>: starts were drawn by lot</small></td>", "level 5 on the Maryland scale",
				"<dt>Drawn by lot</dt><dd>yes, on ", ", unsigned: 11 of 22 units were drawn to start", "2 units took no part in the draw",
				"Departures from the draw. 2 units", "in 2 classes of size", "The draw: seed &#34;4 8 15&#34;, SHA-256 " + s.Settings.Lottery.Digest() + ". The file is unsigned.",
			},
			[]string{"Voluntary start", "If the development before", "Development before the start.", "The month before the start was", "level 3 on", "When it was drawn."},
		},
		{
			"nb", s,
			[]string{"ble trukket ved lodd ", "Hva som likevel kan lure oss, står på side 2.", ">Mer enn tilfeldigheter<small>: ", "trinn 5 på Maryland-skalaen", "Avvik fra trekningen. 2 enheter"},
			[]string{"Frivillig start. ", "Utvikling før start. ", "Lar man utviklingen", "er grunnen", "Uforklart forskjell<"},
		},
		{"en", &signed, []string{", signed, key fingerprint 0123 4567 89ab cdef: 11 of 22 units", "Signed (Ed25519); the key&#39;s SHA-256 is " + by.SignedBy}, []string{"unsigned"}},
		{"nb", &signed, []string{", signert, nøkkelens fingeravtrykk 0123 4567 89ab cdef: 11 av 22 enheter", "Signert (Ed25519); nøkkelens SHA-256 er " + by.SignedBy}, []string{"usignert"}},
		{"en", &late, []string{"When it was drawn. The exporter did not know"}, nil},
		{"en", drawn(t, 0), []string{"but the figures cannot tell", ">Cannot tell<small>: it may go either way</small></td>"}, []string{"Who started when was drawn by lot on "}},
		{"nb", reported(t, 24, 11, -0.2), []string{"<dt>Trukket ved lodd</dt><dd>nei: ", "trinn 3 på Maryland-skalaen", "Frivillig start. "}, []string{"Trekningen: frø"}},
	} {
		content, err := render("byggesak", tt.lang, &app.Compared{Study: tt.of})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.wants {
			if !strings.Contains(string(content), want) {
				t.Errorf("in %s: lacks %q", tt.lang, want)
			}
		}
		for _, bad := range append(tt.absent, "{1}", "{2}", "{3}") {
			if strings.Contains(string(content), bad) {
				t.Errorf("in %s: contains %q", tt.lang, bad)
			}
		}
	}
}

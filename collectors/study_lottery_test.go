package collectors

import (
	"strings"
	"testing"
	"time"

	"casework/collectors/lottery"
	"casework/collectors/study"
)

// TestLotteryIsKept: since when the file of a draw is there is kept, over
// restarts too, and another draw in its place is refused.
func TestLotteryIsKept(t *testing.T) {
	source, path := studiedSource(), t.TempDir()+"/test.panel"
	draw := func(seed string) *lottery.Draw {
		var units []lottery.Unit
		for u := range 10 {
			units = append(units, lottery.Unit{Name: "unit " + string(rune('a'+u)), Cases: int64(u)})
		}
		d, err := lottery.New(units, lottery.Options{
			Source: "test", Seed: seed, At: time.Date(2024, 8, 1, 0, 0, 0, 0, time.UTC), First: time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC),
			PerMonth: 1, Starts: 5, Strata: 2,
		})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	at := func(d *lottery.Draw, now time.Time, readOnly bool) *bench {
		b := newBench(t, source, "", now, Options{ZeroHold: -1, Study: &StudyOptions{
			Path: path, Identity: "test", ReadOnly: readOnly, Settings: study.Settings{Lottery: d},
		}})
		b.poll(t, 0)
		return b
	}
	const labels = `{source="test"}`
	first, later := draw("1"), studiedAt.Add(time.Hour)
	if b := at(first, studiedAt, true); b.shown["casework_effect_lottery_seen_timestamp_seconds"] != nil || b.Study() == nil {
		t.Error("a reader that leaves files alone knows since when the file is there")
	}
	for _, now := range []time.Time{studiedAt, later} {
		b := at(first, now, false)
		for name, want := range map[string]float64{
			"casework_effect_lottery_drawn_timestamp_seconds": float64(first.At.Unix()),
			"casework_effect_lottery_seen_timestamp_seconds":  float64(studiedAt.Unix()),
		} {
			if got, ok := b.shown[name][labels]; !ok || got != want {
				t.Errorf("%s is %v, want %v", name, got, want)
			}
		}
		if got := b.shown["casework_effect_lottery_deviating_units"][labels]; got == 0 {
			t.Error("no unit deviates, though none knew of the draw")
		}
	}
	for _, readOnly := range []bool{true, false} {
		b := at(draw("2"), later, readOnly)
		if b.Study() != nil {
			t.Error("a second draw is compared")
		}
		if err := b.StudyError(); err == nil || !strings.Contains(err.Error(), "the starting order is refused: its SHA-256 is ") {
			t.Errorf("why a second draw is not compared: %v", err)
		}
	}
	if b := at(first, later, false); b.Study() == nil || b.Study().Lots == nil || b.StudyError() != nil {
		t.Error("the first draw is not taken back")
	}
	if b := at(nil, later, false); b.Study() == nil || b.Study().Lots != nil {
		t.Error("without the file there must be a comparison, not of a draw")
	}
	other := *first
	other.Source, path = "another", t.TempDir()+"/test.panel"
	if b := at(&other, later, false); b.Study() != nil {
		t.Error("a draw of another source is compared")
	}
}

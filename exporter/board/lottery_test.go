package board

import (
	"strings"
	"testing"

	"casework/collectors/lottery"
	"casework/collectors/study"
)

// TestBoardOfALottery says whose signature the starting order has, in the words of
// the report, and nothing of a lottery where there was none.
func TestBoardOfALottery(t *testing.T) {
	small := town{units: 14, started: 6, months: 30, change: -0.25}
	for by, want := range map[string][2]string{
		"":                                    {", usignert: 6 av 14 enheter", ", unsigned: 6 of 14 units"},
		strings.Repeat("0123456789abcdef", 4): {", signert, nøkkelens fingeravtrykk 0123 4567 89ab cdef: 6 av 14 enheter", ", signed, key fingerprint 0123 4567 89ab cdef: 6 of 14 units"},
	} {
		for i, lang := range []string{"nb", "en"} {
			o := small.overview(t, nil)
			if content := written(t, lang, o); strings.Contains(content, [2]string{"Trukket ved lodd", "Drawn by lot"}[i]) {
				t.Errorf("in %s: a lottery that was none", lang)
			}
			drawn := *o.Study
			drawn.Lots = &study.Lots{Units: 14, Started: 6}
			drawn.Settings.Lottery = &lottery.Draw{Options: lottery.Options{At: noon(t)}, SignedBy: by}
			o.Study = &drawn
			if content := written(t, lang, o); !strings.Contains(content, want[i]) {
				t.Errorf("in %s: lacks %q", lang, want[i])
			}
		}
	}
}

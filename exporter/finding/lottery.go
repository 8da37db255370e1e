package finding

import (
	"strings"

	"casework/collectors/lottery"
	"casework/collectors/study"
)

// Lottery says whether starts were drawn by lot, when, by whose signature, and who
// took part.
func (w *Writer) Lottery(s *study.Study) string {
	if s.Lots == nil {
		return w.Say("lottery.none")
	}
	draw := s.Settings.Lottery
	text := w.Say("lottery.drawn", w.Date(draw.At.Unix()), w.signature(draw), w.Whole(s.Lots.Started), w.Whole(s.Lots.Units))
	if s.Lots.Others > 0 {
		text += "; " + w.Say("lottery.others", w.Whole(s.Lots.Others))
	}
	if s.Settings.LotterySince == 0 {
		return text + "; " + w.Say("lottery.unseen")
	}
	return text + "; " + w.Say("lottery.seen", w.Date(s.Settings.LotterySince))
}

func (w *Writer) signature(draw *lottery.Draw) string {
	if draw.SignedBy == "" {
		return w.Say("lottery.unsigned")
	}
	return w.Say("lottery.signed", fingerprint(draw.SignedBy))
}

// fingerprint shortens a key's fingerprint to what people compare: its first 16
// digits, in groups of four.
func fingerprint(whole string) string {
	var groups []string
	for at := 0; at < 16 && at+4 <= len(whole); at += 4 {
		groups = append(groups, whole[at:at+4])
	}
	return strings.Join(groups, " ")
}

package report

import (
	"casework/collectors/study"
)

// lottery says whether starts were drawn by lot, when, and who took part.
func (d *document) lottery(s *study.Study) string {
	if s.Lots == nil {
		return d.Say("lottery.none")
	}
	draw := s.Settings.Lottery
	text := d.Say("lottery.drawn", d.Date(draw.At.Unix()), d.Whole(s.Lots.Started), d.Whole(s.Lots.Units))
	if s.Lots.Others > 0 {
		text += "; " + d.Say("lottery.others", d.Whole(s.Lots.Others))
	}
	if s.Settings.LotterySince == 0 {
		return text + "; " + d.Say("lottery.unseen")
	}
	return text + "; " + d.Say("lottery.seen", d.Date(s.Settings.LotterySince))
}

// lotteryDoubts say what a lottery leaves open.
func (d *document) lotteryDoubts(s *study.Study) {
	if n := s.Lots.Deviating; n > 0 {
		d.Fooled = append(d.Fooled, d.Say("fool.deviating", d.Whole(n)))
	}
	if since := s.Settings.LotterySince; since == 0 || since > s.Settings.Lottery.First.Unix() {
		d.Fooled = append(d.Fooled, d.Say("fool.late"))
	}
}

// method says how the figures were made.
func (d *document) method(s *study.Study) string {
	if s.Lots == nil {
		return d.Say("method", d.Say("method.chosen"), d.Say("method.permuted"))
	}
	draw := s.Settings.Lottery
	return d.Say("method", d.Say("method.drawn"), d.Say("method.redrawn", d.Whole(draw.Strata))) + " " + d.Say("method.lottery", draw.Seed, draw.Digest())
}

package report

import (
	"casework/collectors/study"
)

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
	signed := d.Say("method.unsigned")
	if draw.SignedBy != "" {
		signed = d.Say("method.signed", draw.SignedBy)
	}
	return d.Say("method", d.Say("method.drawn"), d.Say("method.redrawn", d.Whole(draw.Strata))) + " " +
		d.Say("method.lottery", draw.Seed, draw.Digest()) + " " + signed
}

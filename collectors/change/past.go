package change

import (
	"encoding/binary"
	"math"

	"github.com/cespare/xxhash/v2"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// Pasts are what each measure judges a unit by, from a day until before another, on the clocks of a zone.
func Pasts(h *ledger.UnitHistory, first, until civil.Day, zone *civil.Zone, offices *detect.Calendar) map[detect.Measure]*detect.Past {
	clock := zone.Reading()
	local := func(unix int64) int64 { // 0 is none
		if unix == 0 {
			return 0
		}
		return clock.Clock(unix)
	}
	cases := make([]detect.Case, len(h.Cases))
	for i, p := range h.Cases {
		cases[i] = detect.Case{Received: local(p.Received), Started: local(p.Started), Closed: local(p.Closed), Due: local(p.Due)}
	}
	reports := make([]int64, len(h.Reports))
	for i, at := range h.Reports {
		reports[i] = local(at)
	}
	return detect.Pasts(cases, reports, int32(first), int32(until), offices)
}

// fingerprint tells the days of a past before a day from others. It is kept for as long as a process runs.
func fingerprint(p *detect.Past, until int32) uint64 {
	h := xxhash.New()
	words := binary.LittleEndian.AppendUint32(make([]byte, 0, 8192), uint32(p.First))
	add := func(values ...float32) {
		for _, v := range values {
			words = binary.LittleEndian.AppendUint32(words, math.Float32bits(v))
		}
	}
	for i := range p.Days[:until-p.First] {
		d := &p.Days[i]
		add(float32(len(d.Values)))
		add(d.Values...)
		add(float32(len(d.Plain)))
		add(d.Plain...)
		add(d.N, d.X, d.Slow)
		if len(words) > 4096 {
			_, _ = h.Write(words) // a hash takes everything
			words = words[:0]
		}
	}
	_, _ = h.Write(words)
	return h.Sum64()
}

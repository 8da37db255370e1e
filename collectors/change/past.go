package change

import (
	"encoding/binary"
	"math"

	"github.com/cespare/xxhash/v2"

	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
)

// Pasts are the days [first, until) of a unit's history as each measure needs them, on the clocks of a zone.
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

// fingerprint is a hash of the days of a past before until: if it is the same, so are the days. It is never stored, so
// it may differ between versions of the program.
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

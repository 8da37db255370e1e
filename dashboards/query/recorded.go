package query

import (
	"slices"
	"strings"

	"casework/collectors/metric"
)

// Summed are the gauges of units that boards show over months, summed. A
// query over months of a thousand units reads too much.
var Summed = []metric.Def{
	metric.QueueCases, metric.OpenCases, metric.OverdueCases,
	metric.WindowSessionsPlanned, metric.WindowSessionsHeld, metric.WindowSupervision,
}

// Recorded is a gauge's sum over units, as Prometheus records it: with all
// labels but the unit.
func Recorded(d metric.Def) metric.Def {
	d.Labels = slices.DeleteFunc(slices.Clone(d.Labels), func(l metric.Label) bool { return l == metric.Unit })
	d.Name = "casework:" + strings.TrimPrefix(d.Name, "casework_") + ":sum"
	return d
}

// Catalogued finds the metric of that name, also of a recorded sum.
func Catalogued(name string) (metric.Def, bool) {
	for _, d := range metric.All() {
		if d.Name == name {
			return *d, true
		}
	}
	for _, d := range Summed {
		if r := Recorded(d); r.Name == name {
			return r, true
		}
	}
	return metric.Def{}, false
}

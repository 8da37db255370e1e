package config

import "reflect"

// collectorSettings are the variables CASEWORK_COLLECTOR_…, one field a
// collector, whose name is that of its flag behind the dot.
type collectorSettings struct {
	Queue         variable `default:"on" unit:"word" allowed:"on or off" desc:"Queues, open and overdue cases as they stand. Lines a unit: 5." flag:"collector.queue"`
	Ages          variable `default:"on" unit:"word" allowed:"on or off" desc:"The same cases by band of age. Lines a unit: 10." flag:"collector.ages"`
	Flow          variable `default:"on" unit:"word" allowed:"on or off" desc:"Counters of cases received, started, closed and reopened, and of deadlines. Lines a unit: 12." flag:"collector.flow"`
	Histograms    variable `default:"on" unit:"word" allowed:"on or off" desc:"Histograms of waits and turnarounds. Lines a unit: 76." flag:"collector.histograms"`
	Errors        variable `default:"on" unit:"word" allowed:"on or off" desc:"Counters of error reports. Lines a unit: 2 a kind." flag:"collector.errors"`
	Windows       variable `default:"on" unit:"word" allowed:"on or off" desc:"Rolling windows of each unit. Lines a unit: 17 a window, 34 while it holds time with and without supervision." flag:"collector.windows"`
	Groups        variable `default:"on" unit:"word" allowed:"on or off" desc:"Rolling windows of units with and without supervision, pooled. Lines a unit: 0." flag:"collector.groups"`
	Intake        variable `default:"on" unit:"word" allowed:"on or off" desc:"What became of the cases received, of units and groups: when half were started, and how many in time. Lines a unit: 4, 2 more for each further time of CASEWORK_STARTED_WITHIN; twice as many while cases were received with and without supervision." flag:"collector.intake"`
	Changes       variable `default:"on" unit:"word" allowed:"on or off" desc:"Whether each unit's waits, backlog, deadlines and error reports have changed, by its own past. Lines a unit: 25 where five of the six measures can be judged; up to 3 more for each that has changed." flag:"collector.changes"`
	Supervision   variable `default:"on" unit:"word" allowed:"on or off" desc:"Names of units, programmes and sessions. Lines a unit: 6 with a programme, 9 once sessions of it were counted, else 1." flag:"collector.supervision"`
	Supplementary variable `default:"on" unit:"word" allowed:"on or off" desc:"Figures of the supplementary tables: surveys, absence, complaints, goals and so on. Lines a unit: by the tables that it is in." flag:"collector.supplementary"`
	Effect        variable `default:"on" unit:"word" allowed:"on or off" desc:"The comparison of units with and without supervision. Lines a unit: 0." flag:"collector.effect"`
	Charts        variable `default:"on" unit:"word" allowed:"on or off" desc:"Control charts of units and groups. Lines a unit: up to 19 for each outcome that has a chart, and 2 a month of it in the 12 units that boards draw." flag:"collector.charts"`
}

const collectorPrefix = globalPrefix + "_COLLECTOR"

// off are the names of the collectors that are off, in the order of their
// settings; nil for none.
func (c *collectorSettings) off(f *faults) []string {
	var off []string
	for _, field := range reflect.ValueOf(c).Elem().Fields() {
		v, _ := reflect.TypeAssert[*variable](field.Addr()) // bind has seen that it is one
		if f.word(v, "on", "off") == "off" {
			off = append(off, v.Flag[len("collector."):])
		}
	}
	return off
}

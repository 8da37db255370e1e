package detect

// A Case is when what happened to a case, in seconds since 1970-01-01 00:00 on the clock of the unit; 0 is not yet,
// or unknown.
type Case struct {
	Received, Started, Closed int64
	Due                       int64 // deadline
}

// Pasts turns the cases of a unit, in the order of receipt, and the instants of its error
// reports into what each Measure is judged by, from a day until before another.
func Pasts(cases []Case, reports []int64, first, end int32, c *Calendar) map[Measure]*Past {
	n := int(max(0, end-first))
	all := map[Measure]*Past{}
	for _, m := range Measures() {
		all[m] = &Past{First: first, Days: make([]Day, n)}
	}
	at := func(p *Past, local int64) *Day {
		i := int(local/secondsOfDay) - int(first)
		if local == 0 || i < 0 || i >= n {
			return nil
		}
		return &p.Days[i]
	}
	closed, waits, shares, errors := make([]float32, n), all[Wait], all[DeadlineShare], all[ErrorsRising]
	for i := range cases {
		one := &cases[i]
		if d := at(waits, one.Started); d != nil {
			d.Values = append(d.Values, float32(c.Working(one.Received, one.Started)))
			d.Plain = append(d.Plain, float32(max(0, one.Started-one.Received))/secondsOfDay)
		}
		if d := at(shares, one.Closed); d != nil {
			closed[one.Closed/secondsOfDay-int64(first)]++
			if one.Due != 0 {
				d.N++
				if one.Closed > one.Due {
					d.X++
				}
			}
		}
	}
	for _, local := range reports {
		if d := at(errors, local); d != nil {
			d.X++
		}
	}
	expect(all[ErrorsRising], closed, c)
	copy(all[ErrorsSilent].Days, all[ErrorsRising].Days)
	levels(cases, all, first)
	return all
}

// levels fills in how many cases are open at the end of each day, and how many days the one
// has waited that waits longest.
func levels(cases []Case, all map[Measure]*Past, first int32) {
	open, days := 0, len(all[Backlog].Days)
	moves := make([]int, days)
	move := func(local int64, by int) {
		if i := max(0, int(local/secondsOfDay)-int(first)); i < days {
			moves[i] += by
		}
	}
	for i := range cases {
		move(cases[i].Received, 1)
		if cases[i].Closed != 0 {
			move(cases[i].Closed, -1)
		}
	}
	values := make([]float32, 2*days)
	value := func(v float32) []float32 {
		values[0] = v
		one := values[:1:1]
		values = values[1:]
		return one
	}
	oldest := 0
	for i := range all[Backlog].Days {
		night := (int64(first) + int64(i) + 1) * secondsOfDay
		open += moves[i]
		all[Backlog].Days[i].Values = value(float32(max(0, open)))
		for oldest < len(cases) && cases[oldest].left(night) {
			oldest++
		}
		if oldest < len(cases) && cases[oldest].Received < night {
			all[Oldest].Days[i].Values = value(float32(night-cases[oldest].Received) / secondsOfDay)
		}
	}
}

// left reports whether a case has left the queue before an instant.
func (c *Case) left(local int64) bool {
	return c.Started != 0 && c.Started < local || c.Closed != 0 && c.Closed < local
}

package supplement

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// surveys is the digest of the answers to surveys.
type surveys struct {
	answers map[asked]*cell
	people  map[asked]map[uint64]civil.Day // responses, by their hash: when the first answer of each was given
	seed    maphash.Seed
}

// asked says of what and when answers are. Topic is empty for responses as a
// whole.
type asked struct {
	unit, audience, topic string
	day                   civil.Day
}

func newSurveys(seed maphash.Seed) *surveys {
	return &surveys{answers: map[asked]*cell{}, people: map[asked]map[uint64]civil.Day{}, seed: seed}
}

func (s *surveys) add(row Row) {
	of := asked{unit: row[1].Text, audience: row[2].Text, topic: row[5].Text, day: row[3].Day}
	score := row[4].Number
	one := &cell{unit: of.unit, n: 1, min: score, max: score, sums: [4]float64{score}}
	if s.answers[of] == nil {
		s.answers[of] = &cell{unit: of.unit}
	}
	s.answers[of].add(one)
	day := of.day
	of.topic, of.day = "", 0
	if s.people[of] == nil {
		s.people[of] = map[uint64]civil.Day{}
	}
	response := maphash.String(s.seed, row[0].Text)
	if first, ok := s.people[of][response]; !ok || day < first {
		s.people[of][response] = day
	}
}

func (s *surveys) figures(f *fold) {
	f.periodic = true
	topics := map[asked]map[place]*cell{} // by audience and topic
	for _, of := range s.ordered(f) {
		f.place(topics, asked{audience: of.audience, topic: of.topic}, of).add(s.answers[of])
	}
	for _, of := range sortedKeys(topics) {
		shown := f.release(releaseKey{Surveys.Name, of.audience, of.topic}, f.from, f.until, slices.Collect(maps.Values(topics[of])),
			func(c *cell) bool { return c.n >= f.opts.Least && c.min < c.max })
		shown.groups(func(state int, cells []*cell, pool *cell) {
			for _, c := range cells {
				f.survey(&surveyOfUnit, c, c.unit, states[state], of.audience, of.topic)
			}
			f.survey(&surveyOfGroup, pool, states[state], of.audience, of.topic)
		})
	}
	s.responses(f)
}

// ordered lists what answers of the period are of by day, so that sums are the
// same each time.
func (s *surveys) ordered(f *fold) []asked {
	var all []asked
	for of := range s.answers {
		if of.day >= f.from && of.day < f.until {
			all = append(all, of)
		}
	}
	slices.SortFunc(all, func(a, b asked) int { return cmp.Compare(a.day, b.day) }) // what is of one day goes to different cells
	return all
}

// responses shows the response rates, if it is known who was invited.
func (s *surveys) responses(f *fold) {
	invited, ok := f.store.digests[Invitations].(invitations)
	if !ok {
		return
	}
	rates := map[asked]map[place]*cell{}
	for of, people := range s.people {
		for _, of.day = range people {
			if of.day >= f.from && of.day < f.until {
				f.place(rates, asked{audience: of.audience}, of).n++
			}
		}
	}
	for of, n := range invited {
		if of.day < f.from || of.day >= f.until {
			continue
		}
		c := f.place(rates, asked{audience: of.audience}, of)
		c.sums[0] += n
	}
	for _, of := range sortedKeys(rates) {
		cells := slices.DeleteFunc(slices.Collect(maps.Values(rates[of])), func(c *cell) bool { return c.sums[0] == 0 })
		shown := f.release(releaseKey{Invitations.Name, of.audience, ""}, f.from, f.until, cells, f.enoughOrNone)
		shown.groups(func(state int, cells []*cell, pool *cell) {
			for _, c := range cells {
				f.response(&metric.ResponseRatio, &metric.ResponseSuppressed, c, c.unit, states[state], of.audience)
			}
			f.response(&metric.GroupResponseRatio, &metric.GroupResponseHidden, pool, states[state], of.audience)
		})
	}
}

// place is the cell of a unit and its state on the day of of.
func (f *fold) place(all map[asked]map[place]*cell, key, of asked) *cell {
	if all[key] == nil {
		all[key] = map[place]*cell{}
	}
	p := place{of.unit, f.state(of.unit, of.day)}
	if all[key][p] == nil {
		all[key][p] = &cell{unit: p.unit, state: p.state}
	}
	return all[key][p]
}

func sortedKeys(m map[asked]map[place]*cell) []asked {
	return slices.SortedFunc(maps.Keys(m), func(a, b asked) int {
		return cmp.Or(cmp.Compare(a.audience, b.audience), cmp.Compare(a.topic, b.topic))
	})
}

// The metrics of a survey: answers, mean, suppressed.
var (
	surveyOfUnit  = [3]*metric.Def{&metric.SurveyAnswers, &metric.SurveyMean, &metric.SurveySuppressed}
	surveyOfGroup = [3]*metric.Def{&metric.GroupSurveyAnswers, &metric.GroupSurveyMean, &metric.GroupSurveyHidden}
)

func (f *fold) survey(defs *[3]*metric.Def, c *cell, labels ...string) {
	if !f.marked(defs[2], c, labels...) {
		return
	}
	f.put(defs[0], float64(c.n), labels...)
	f.put(defs[1], c.sums[0]/float64(c.n), labels...)
}

func (f *fold) response(ratio, hidden *metric.Def, c *cell, labels ...string) {
	if f.marked(hidden, c, labels...) {
		f.put(ratio, min(1, float64(c.n)/c.sums[0]), labels...)
	}
}

// invitations is the digest of how many were invited to surveys, by month.
type invitations map[asked]float64

func (i invitations) add(row Row) {
	i[asked{unit: row[0].Text, audience: row[1].Text, day: row[2].Day}] += row[3].Number
}

func (invitations) figures(*fold) {}

package supplement

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Surveys is the table of the answers to surveys, one a row.
var Surveys = &Table{
	Name: "surveys", Columns: []Column{
		{Name: "response_id", Kind: Key, Type: "VARCHAR(100)", Note: "keeps an answer from counting twice; never shown"},
		unit(),
		{Name: "audience", Kind: Text, OneOf: audiences, Type: "VARCHAR(20)"},
		{Name: "answered_at", Kind: Date},
		{Name: "score", Kind: Number, Max: 100, Type: "DECIMAL(5,2)", Note: "0 to 100"},
		{Name: "topic", Kind: Text, Optional: true, Default: "overall"},
	},
	Unique: []int{0, 5}, Dated: 3, Without: "no metrics of user and staff surveys",
	Covers: []Coverage{
		{"satisfaction of citizens and staff, engagement, stress, cooperation (as topics)", &metric.GroupSurveyMean, "people"},
	},

	subject: aboutPeople,
	history: history{appears: []int{3}},
	cadence: perPeriod,
	uses:    []*Table{Invitations},
	summary: newSurveys,
	metrics: []*metric.Def{
		&metric.SurveyAnswers, &metric.SurveyMean, &metric.SurveySuppressed,
		&metric.GroupSurveyAnswers, &metric.GroupSurveyMean, &metric.GroupSurveyHidden,
		&metric.ResponseRatio, &metric.ResponseSuppressed, &metric.GroupResponseRatio, &metric.GroupResponseHidden,
	},
}

// audiences are the values of the column audience.
var audiences = []string{"citizen", "employee"}

// surveys is the summary of the answers to surveys.
type surveys struct {
	answers map[surveyKey]*cell
	people  map[surveyKey]map[uint64]civil.Day // responses, by their hash: when the first answer of each was given
	seed    maphash.Seed
}

// surveyKey says of what and when answers are. Topic is empty for responses
// as a whole.
type surveyKey struct {
	unit, audience, topic string
	day                   civil.Day
}

func newSurveys(_ *Table, seed maphash.Seed) summary {
	return &surveys{answers: map[surveyKey]*cell{}, people: map[surveyKey]map[uint64]civil.Day{}, seed: seed}
}

func (s *surveys) add(row Row) {
	of := surveyKey{unit: row[1].Text, audience: row[2].Text, topic: row[5].Text, day: row[3].Day}
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

func (s *surveys) figures(acc *accumulator) {
	acc.periodic = true
	topics := map[surveyKey]map[cellKey]*cell{} // by audience and topic
	for _, of := range s.ordered(acc) {
		acc.cellOf(topics, surveyKey{audience: of.audience, topic: of.topic}, of).add(s.answers[of])
	}
	for _, of := range sortedKeys(topics) {
		shown := acc.release(releaseKey{Surveys.Name, of.audience, of.topic}, acc.from, acc.until, slices.Collect(maps.Values(topics[of])),
			func(c *cell) bool { return c.n >= acc.opts.Least && c.min < c.max })
		shown.groups(func(state int, cells []*cell, pool *cell) {
			for _, c := range cells {
				acc.putSurvey(&surveyOfUnit, c, c.unit, states[state], of.audience, of.topic)
			}
			acc.putSurvey(&surveyOfGroup, pool, states[state], of.audience, of.topic)
		})
	}
	s.responses(acc)
}

// ordered lists what answers of the period are of by day, so that sums are the
// same each time.
func (s *surveys) ordered(acc *accumulator) []surveyKey {
	var all []surveyKey
	for of := range s.answers {
		if of.day >= acc.from && of.day < acc.until && !acc.hides(of.unit, of.day) {
			all = append(all, of)
		}
	}
	slices.SortFunc(all, func(a, b surveyKey) int { return cmp.Compare(a.day, b.day) }) // what is of one day goes to different cells
	return all
}

// responses shows the response rates, if it is known who was invited.
func (s *surveys) responses(acc *accumulator) {
	invited, ok := acc.store.summaries[Invitations].(invitations)
	if !ok {
		return
	}
	rates := map[surveyKey]map[cellKey]*cell{}
	for of, people := range s.people {
		for _, of.day = range people {
			if of.day >= acc.from && of.day < acc.until && !acc.hides(of.unit, of.day) {
				acc.cellOf(rates, surveyKey{audience: of.audience}, of).n++
			}
		}
	}
	for of, n := range invited {
		if of.day < acc.from || of.day >= acc.until || acc.hides(of.unit, of.day) {
			continue
		}
		c := acc.cellOf(rates, surveyKey{audience: of.audience}, of)
		c.sums[0] += n
	}
	for _, of := range sortedKeys(rates) {
		cells := slices.DeleteFunc(slices.Collect(maps.Values(rates[of])), func(c *cell) bool { return c.sums[0] == 0 })
		shown := acc.release(releaseKey{Invitations.Name, of.audience, ""}, acc.from, acc.until, cells, acc.enoughOrNone)
		shown.groups(func(state int, cells []*cell, pool *cell) {
			for _, c := range cells {
				acc.putResponse(&metric.ResponseRatio, &metric.ResponseSuppressed, c, c.unit, states[state], of.audience)
			}
			acc.putResponse(&metric.GroupResponseRatio, &metric.GroupResponseHidden, pool, states[state], of.audience)
		})
	}
}

// cellOf is the cell of a unit and its state on the day of of.
func (acc *accumulator) cellOf(all map[surveyKey]map[cellKey]*cell, key, of surveyKey) *cell {
	if all[key] == nil {
		all[key] = map[cellKey]*cell{}
	}
	p := cellKey{of.unit, acc.state(of.unit, of.day)}
	if all[key][p] == nil {
		all[key][p] = &cell{unit: p.unit, state: p.state}
	}
	return all[key][p]
}

func sortedKeys(m map[surveyKey]map[cellKey]*cell) []surveyKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b surveyKey) int {
		return cmp.Or(cmp.Compare(a.audience, b.audience), cmp.Compare(a.topic, b.topic))
	})
}

// The metrics of a survey: answers, mean, suppressed.
var (
	surveyOfUnit  = [3]*metric.Def{&metric.SurveyAnswers, &metric.SurveyMean, &metric.SurveySuppressed}
	surveyOfGroup = [3]*metric.Def{&metric.GroupSurveyAnswers, &metric.GroupSurveyMean, &metric.GroupSurveyHidden}
)

func (acc *accumulator) putSurvey(defs *[3]*metric.Def, c *cell, labels ...string) {
	if !acc.marked(defs[2], c, labels...) {
		return
	}
	acc.put(defs[0], float64(c.n), labels...)
	acc.put(defs[1], c.sums[0]/float64(c.n), labels...)
}

func (acc *accumulator) putResponse(ratio, hidden *metric.Def, c *cell, labels ...string) {
	if acc.marked(hidden, c, labels...) {
		acc.put(ratio, min(1, float64(c.n)/c.sums[0]), labels...)
	}
}

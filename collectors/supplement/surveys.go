package supplement

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
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
		{Name: "topic", Kind: Text, Label: true, Optional: true, Default: "overall"},
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
	answers map[surveyKey]*disclosure.Cell
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
	return &surveys{answers: map[surveyKey]*disclosure.Cell{}, people: map[surveyKey]map[uint64]civil.Day{}, seed: seed}
}

func (s *surveys) add(row Row) {
	of := surveyKey{unit: row[1].Text, audience: row[2].Text, topic: row[5].Text, day: row[3].Day}
	score := row[4].Number
	one := &disclosure.Cell{Unit: of.unit, N: 1, Min: score, Max: score, Sums: [4]float64{score}}
	if s.answers[of] == nil {
		s.answers[of] = &disclosure.Cell{Unit: of.unit}
	}
	s.answers[of].Add(one)
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
	topics := map[surveyKey]map[cellKey]*disclosure.Cell{} // by audience and topic
	for _, of := range s.ordered(acc) {
		acc.cellOf(topics, surveyKey{audience: of.audience, topic: of.topic}, of).Add(s.answers[of])
	}
	for _, of := range sortedKeys(topics) {
		shown := acc.release(disclosure.Set{Table: Surveys.Name, Kind: of.audience, Topic: of.topic}, acc.from, acc.until, slices.Collect(maps.Values(topics[of])),
			func(c *disclosure.Cell) bool { return c.N >= acc.opts.Least && c.Min < c.Max })
		shown.Groups(func(state int, cells []*disclosure.Cell, pool *disclosure.Cell) {
			for _, c := range cells {
				acc.putSurvey(&surveyOfUnit, c, c.Unit, states[state], of.audience, of.topic)
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
	rates := map[surveyKey]map[cellKey]*disclosure.Cell{}
	for of, people := range s.people {
		for _, of.day = range people {
			if of.day >= acc.from && of.day < acc.until && !acc.hides(of.unit, of.day) {
				acc.cellOf(rates, surveyKey{audience: of.audience}, of).N++
			}
		}
	}
	for of, n := range invited {
		if of.day < acc.from || of.day >= acc.until || acc.hides(of.unit, of.day) {
			continue
		}
		c := acc.cellOf(rates, surveyKey{audience: of.audience}, of)
		c.Sums[0] += n
	}
	for _, of := range sortedKeys(rates) {
		cells := slices.DeleteFunc(slices.Collect(maps.Values(rates[of])), func(c *disclosure.Cell) bool { return c.Sums[0] == 0 })
		shown := acc.release(disclosure.Set{Table: Invitations.Name, Kind: of.audience}, acc.from, acc.until, cells, acc.enoughOrNone)
		shown.Groups(func(state int, cells []*disclosure.Cell, pool *disclosure.Cell) {
			for _, c := range cells {
				acc.putResponse(&metric.ResponseRatio, &metric.ResponseSuppressed, c, c.Unit, states[state], of.audience)
			}
			acc.putResponse(&metric.GroupResponseRatio, &metric.GroupResponseHidden, pool, states[state], of.audience)
		})
	}
}

// cellOf is the cell of a unit and its state on the day of of.
func (acc *accumulator) cellOf(all map[surveyKey]map[cellKey]*disclosure.Cell, key, of surveyKey) *disclosure.Cell {
	if all[key] == nil {
		all[key] = map[cellKey]*disclosure.Cell{}
	}
	p := cellKey{of.unit, acc.state(of.unit, of.day)}
	if all[key][p] == nil {
		all[key][p] = &disclosure.Cell{Unit: p.unit, State: p.state}
	}
	return all[key][p]
}

func sortedKeys(m map[surveyKey]map[cellKey]*disclosure.Cell) []surveyKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b surveyKey) int {
		return cmp.Or(cmp.Compare(a.audience, b.audience), cmp.Compare(a.topic, b.topic))
	})
}

// The metrics of a survey: answers, mean, suppressed.
var (
	surveyOfUnit  = [3]*metric.Def{&metric.SurveyAnswers, &metric.SurveyMean, &metric.SurveySuppressed}
	surveyOfGroup = [3]*metric.Def{&metric.GroupSurveyAnswers, &metric.GroupSurveyMean, &metric.GroupSurveyHidden}
)

func (acc *accumulator) putSurvey(defs *[3]*metric.Def, c *disclosure.Cell, labels ...string) {
	if !acc.marked(defs[2], c, labels...) {
		return
	}
	acc.put(defs[0], float64(c.N), labels...)
	acc.put(defs[1], c.Sums[0]/float64(c.N), labels...)
}

func (acc *accumulator) putResponse(ratio, hidden *metric.Def, c *disclosure.Cell, labels ...string) {
	if acc.marked(hidden, c, labels...) {
		acc.put(ratio, min(1, float64(c.N)/c.Sums[0]), labels...)
	}
}

package e2e

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/source"
)

const (
	storyRounds     = 8
	storyRoundDays  = 5
	storyCreates    = 30 // a round
	storyFew        = 6  // a round of a brief story
	storyReconciles = 3*time.Hour + 15*time.Minute
)

// storyBegins is when. The clocks are put back on the 26th; the second half of
// a past year, because the database does not believe in times beyond its own
// clock.
var storyBegins = time.Date(2025, 10, 1, 5, 0, 0, 0, time.UTC)

// A story is what happens in a product, and the exporter that watches it. In
// a round, at most one thing happens to a case, so that what the product
// shows at the end of the round tells what it was and in which unit.
type story struct {
	*replay
	product
	zone   *time.Location
	random *rand.Rand
	units  []string
	*expectation
	database       *productDatabase
	user, password string // as which the exporter reads

	idle map[int]bool // cases that nothing more is done to
	done map[string]int
}

func newStory(t *testing.T, d *productDatabase, p product, zone *time.Location) *story {
	t.Helper()
	s := &story{
		replay: &replay{t: t, db: d.db}, product: p, database: d, zone: zone,
		random: rand.New(rand.NewPCG(7, 9)), units: []string{"Nord", "Vest", "Omsorg", "Byggesak"},
		expectation: newExpectation(), idle: map[int]bool{}, done: map[string]int{},
	}
	s.user, s.password = d.grant(p.adapter)
	d.file("index-" + p.adapter + ".sql")
	if s.files == nil {
		files, err := adapters.Open(p.adapter)
		if err != nil {
			t.Fatal(err)
		}
		s.files = files
	}
	s.now = storyBegins.In(zone)
	s.clock.set(t, s.now)
	for i, unit := range s.units {
		kind := ""
		if len(p.kinds) > 0 {
			kind = p.kinds[i%len(p.kinds)]
		}
		s.newUnit(unit, kind)
	}
	s.openSource()
	return s
}

// openSource begins to poll the product again, as the user of deploy/sql.
func (s *story) openSource() {
	s.t.Helper()
	s.open(s.database.open(s.adapter, s.user, s.password), source.Options{Adapter: s.files, Location: s.zone}, storyReconciles)
}

// live lets all rounds happen.
func (s *story) live() {
	s.t.Helper()
	for round := range storyRounds {
		year, month, day := s.now.Date()
		morning := time.Date(year, month, day, 0, 0, 0, 0, s.zone)
		for _, a := range s.round(morning) {
			s.now = a.at
			s.clock.set(s.t, a.at)
			s.do(&a)
			s.done[a.verb]++
			s.poll()
		}
		// What was deleted is noticed in the night.
		s.now = time.Date(year, month, day+storyRoundDays, 3, 20, 0, 0, s.zone)
		s.clock.set(s.t, s.now)
		s.poll()
		s.learn(s.cases())
		s.compare()
		if s.t.Failed() {
			s.t.Fatalf("after round %d", round+1)
		}
	}
	s.t.Logf("%d cases, compared with the product's own search in %d figures, and in %d pauses with its history; done: %v",
		s.done["create"]+s.done["record"], s.searches, s.paused, s.done)
	if s.brief {
		return
	}
	for _, verb := range []string{
		"record", "own", "assign", "disown", "begin", "comment", "reply", "ask", "close", "reject", "reopen", "move", "merge", "delete", "due", "pause", "resume",
	} {
		if s.done[verb] == 0 {
			s.t.Errorf("the story has no %s", verb)
		}
	}
}

// round makes up what happens in the days that begin with a morning.
func (s *story) round(morning time.Time) []act {
	var acts []act
	working := func() time.Time {
		year, month, day := morning.Date()
		return time.Date(year, month, day+s.random.IntN(storyRoundDays), 8, 0, s.random.IntN(8*3600), 0, s.zone)
	}
	due := func() time.Time { return working().AddDate(0, 0, s.random.IntN(30)-5) }
	creates := storyCreates
	if s.brief {
		creates = storyFew
	}
	for range creates {
		a := act{at: working(), verb: "create", unit: s.unit(), by: s.random.IntN(6)}
		switch s.random.IntN(8) {
		case 0:
			a.verb = "record"
		case 1, 2, 3:
			a.due = due()
		}
		acts = append(acts, a)
	}
	busy := map[int]bool{}
	for _, id := range s.ids() {
		if busy[id] || s.idle[id] || s.random.IntN(10) < 4 {
			continue
		}
		busy[id] = true
		a := s.choose(id, busy)
		a.at, a.by = working(), s.random.IntN(6)
		switch a.verb {
		case "due":
			a.due = due()
		case "move":
			a.unit = s.unit()
			for strings.EqualFold(a.unit, s.known[id].unit) { // a product may show names in small letters
				a.unit = s.unit()
			}
		}
		acts = append(acts, a)
	}
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	return acts
}

func (s *story) unit() string { return s.units[s.random.IntN(len(s.units))] }

func (s *story) ids() []int { return slices.Sorted(maps.Keys(s.known)) }

// choose makes up what happens to a case. Another case that it concerns is
// busy too.
func (s *story) choose(id int, busy map[int]bool) act {
	c := s.known[id]
	verbs := []string{"own", "assign", "begin", "begin", "reply", "reply", "comment", "ask", "close", "reject", "move", "due", "delete", "merge"}
	switch {
	case c.closed != 0:
		verbs = []string{"reopen", "reopen", "ask", "comment", "move"}
	case c.started != 0:
		verbs = []string{"close", "close", "close", "close", "reject", "reply", "comment", "ask", "assign", "move", "due", "delete", "merge"}
		if c.mayDisown {
			verbs = append(verbs, "disown")
		}
		if c.mayPause {
			verbs = append(verbs, "pause", "pause", "pause", "pause", "pause")
		}
		if c.paused {
			verbs = []string{"resume", "resume", "resume", "close", "reply", "comment", "ask", "move", "due", "delete"}
		}
	}
	verb := verbs[s.random.IntN(len(verbs))]
	if verb != "merge" {
		return act{verb: verb, id: id}
	}
	for _, other := range s.ids() {
		if !busy[other] && !s.idle[other] && s.known[other].closed == 0 {
			busy[other] = true
			s.idle[id] = true
			return act{verb: verb, id: id, into: other}
		}
	}
	return act{verb: "comment", id: id}
}

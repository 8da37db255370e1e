package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/mysql"
	"casework/collectors/mysql/mariadbtest"
)

const (
	storyRounds     = 8
	storyRoundDays  = 5
	storyCreates    = 18 // a round
	storyReconciles = 3*time.Hour + 15*time.Minute
)

// A story is what happens in a product, and the exporter that watches it. In
// a round, at most one thing happens to a case, so that what the product
// shows at the end of the round tells what it was and in which unit.
type story struct {
	*replay
	product
	server *mariadbtest.Server
	zone   *time.Location
	random *rand.Rand
	units  []string
	*expectation
	database, user, password string // as the exporter reads

	idle map[int]bool // cases that nothing more is done to
	done map[string]int
}

// An act is one thing to do at an instant.
type act struct {
	at    time.Time
	words []any
}

func newStory(t *testing.T, server *mariadbtest.Server, p product, zone *time.Location) *story {
	t.Helper()
	s := &story{
		replay: &replay{t: t, db: server.DB()}, product: p, server: server, zone: zone,
		random: rand.New(rand.NewPCG(7, 9)), units: []string{"Nord", "Vest", "Omsorg", "Byggesak"},
		expectation: newExpectation(), idle: map[int]bool{}, done: map[string]int{},
	}
	s.database, s.user, s.password = reader(t, server, p.adapter)
	runFile(t, server, "index-"+p.adapter+".sql")
	if s.files == nil {
		files, err := mysql.Adapter(p.adapter)
		if err != nil {
			t.Fatal(err)
		}
		s.files = files
	}
	// The clocks are put back on the 26th; the second half of a past year,
	// because the database does not believe in times beyond its own clock.
	s.now = time.Date(2025, 10, 1, 7, 0, 0, 0, zone)
	s.do("at", s.now.Unix())
	for i, unit := range s.units {
		words := []any{"unit", unit}
		if len(p.kinds) > 0 {
			words = append(words, p.kinds[i%len(p.kinds)])
		}
		s.do(words...)
	}
	s.openSource()
	return s
}

// openSource begins to poll the product anew, as the user of deploy/sql.
func (s *story) openSource() {
	s.t.Helper()
	s.open(s.server, mysql.Options{
		Database: s.database, User: s.user, Password: func() (string, error) { return s.password, nil },
		Adapter: s.files, Location: s.zone,
	}, storyReconciles)
}

// live lets all rounds happen.
func (s *story) live() {
	s.t.Helper()
	for round := range storyRounds {
		morning := time.Date(2025, 10, 1+round*storyRoundDays, 0, 0, 0, 0, s.zone)
		for _, a := range s.round(morning) {
			s.now = a.at
			s.do("at", a.at.Unix())
			s.do(a.words...)
			s.done[fmt.Sprint(a.words[0])]++
			s.poll()
		}
		// What was deleted is noticed in the night.
		s.now = time.Date(2025, 10, 1+(round+1)*storyRoundDays, 3, 20, 0, 0, s.zone)
		s.do("at", s.now.Unix())
		s.poll()
		s.learn(s.productDriver.cases())
		s.compare()
		if s.t.Failed() {
			s.t.Fatalf("after round %d", round+1)
		}
	}
	s.t.Logf("done: %v", s.done)
	for _, word := range []string{"record", "own", "begin", "comment", "reply", "ask", "close", "reject", "reopen", "move", "merge", "delete", "due"} {
		if s.done[word] == 0 {
			s.t.Errorf("the story has no %s", word)
		}
	}
}

// round makes up what happens in the days that begin with a morning.
func (s *story) round(morning time.Time) []act {
	var acts []act
	working := func() time.Time {
		day := time.Duration(s.random.IntN(storyRoundDays)) * 24
		at := morning.Add((day + 8) * time.Hour)
		return at.Add(time.Duration(s.random.IntN(8*3600)) * time.Second)
	}
	due := func() int64 { return working().AddDate(0, 0, s.random.IntN(30)-5).Unix() }
	for range storyCreates {
		words := []any{"create", s.unit()}
		switch s.random.IntN(8) {
		case 0:
			words[0] = "record"
		case 1, 2, 3:
			words = append(words, due())
		}
		acts = append(acts, act{working(), words})
	}
	busy := map[int]bool{}
	for _, id := range s.ids() {
		if busy[id] || s.idle[id] || s.random.IntN(10) < 4 {
			continue
		}
		busy[id] = true
		words := s.choose(s.cases[id], busy)
		switch words[0] {
		case "due":
			words = append(words, due())
		case "move":
			to := s.unit()
			for strings.EqualFold(to, s.cases[id].unit) { // a product may show names in small letters
				to = s.unit()
			}
			words = append(words, to)
		}
		acts = append(acts, act{working(), words})
	}
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	return acts
}

func (s *story) unit() string { return s.units[s.random.IntN(len(s.units))] }

func (s *story) ids() []int {
	var ids []int
	for id := range s.cases {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// choose makes up what happens to a case. Another case that it concerns is
// busy too.
func (s *story) choose(c productCase, busy map[int]bool) []any {
	verbs := []string{"own", "begin", "begin", "reply", "reply", "comment", "ask", "close", "reject", "move", "due", "delete", "merge"}
	switch {
	case c.closed != 0:
		verbs = []string{"reopen", "reopen", "ask", "comment", "move"}
	case c.started != 0:
		verbs = []string{"close", "close", "close", "close", "reject", "reply", "comment", "ask", "move", "due", "delete", "merge"}
	}
	verb := verbs[s.random.IntN(len(verbs))]
	if verb != "merge" {
		return []any{verb, c.id}
	}
	for _, other := range s.ids() {
		if o := s.cases[other]; !busy[other] && !s.idle[other] && o.closed == 0 {
			busy[other] = true
			s.idle[c.id] = true
			return []any{"merge", c.id, other}
		}
	}
	return []any{"comment", c.id}
}

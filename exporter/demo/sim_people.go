package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"casework/collectors/civil"
)

// What supervision truly does to people in the municipality, once it has its
// full effect: scores of surveys, on a scale to 100, and shares of absence,
// of errors found and of complaints. Dates and numbers of everything else do not depend on it.
const (
	truePoints  = 6.0
	trueAbsence = -0.15
	trueFound   = -0.25

	trueComplaints = -0.2
)

// tables are the files of what lies in no database: exports of surveys and of
// the personnel system, and what somebody keeps in spreadsheets. The smallest
// units have fewer people than figures about people must rest on.
func (s *Simulation) tables() map[string]string {
	files := map[string]*strings.Builder{}
	write := func(table, header, format string, args ...any) {
		if files[table] == nil {
			files[table] = &strings.Builder{}
			files[table].WriteString(header + "\n")
		}
		fmt.Fprintf(files[table], format+"\n", args...)
	}
	rng := rand.New(rand.NewPCG(s.Options.Seed, 3000))
	now := s.Options.Now.In(s.Options.Zone)
	for i := range s.model.units {
		u := &s.model.units[i]
		staff := 3 + int(1.6*u.perDay)
		for ago := 15; ago >= 1; ago-- {
			month := monthOf(now).AddDate(0, -ago, 0)
			s.month(rng, write, u, month, staff)
		}
		if u.start != 0 {
			since := time.Unix(u.start, 0).In(s.Options.Zone)
			write("phases", "unit,programme,phase,since,evaluated_on", "%s,%s,running,%s,%s", u.name, programme,
				since.Format(time.DateOnly), since.AddDate(0, u.joined/2, 0).Format(time.DateOnly))
			write("projects", "project_id,unit,started_on,finished_on", "%d,%s,%s,%s", i, u.name,
				now.AddDate(0, 0, -20-i).Format(time.DateOnly), now.AddDate(0, 0, -i).Format(time.DateOnly))
			actual, reached := 84+rng.IntN(12), ""
			if actual >= 90 {
				reached = now.AddDate(0, 0, -10-i).Format(time.DateOnly)
			}
			write("goals", "unit,goal,target,actual,direction,due_on,reached_on", "%s,Svar innen frist (%%),90,%d,at_least,%s,%s", u.name,
				actual, now.AddDate(0, 3, 0).Format(time.DateOnly), reached)
			for _, factor := range []string{"Ledelsesforankring", "Tid satt av", "Opplærte veiledere"} {
				write("checklist", "unit,factor,assessed_on,level", "%s,%s,%s,%d", u.name, factor, monthOf(now).Format(time.DateOnly), rng.IntN(3))
			}
		}
		s.complaints(rng, write, u)
		// What others measure: once a year, of all units alike.
		write("external", "unit,measure,as_of,value,answers", "%s,Innbyggerundersøkelsen,%s,%.1f,%d", u.name,
			time.Date(now.Year()-1, time.November, 1, 0, 0, 0, 0, s.Options.Zone).Format(time.DateOnly), 64+4*rng.NormFloat64(), 20+int(10*u.perDay))
	}
	for ago := 6; ago >= 1; ago-- {
		write("costs", "month,kind,amount", "%s,training,%d", monthOf(now).AddDate(0, -ago, 0).Format("2006-01"), 15000+rng.IntN(20000))
	}
	contents := map[string]string{}
	for table, b := range files {
		contents[table] = b.String()
	}
	return contents
}

// A rowWriter adds a row to a table, whose header only its first row needs.
type rowWriter func(table, header, format string, args ...any)

// complaints writes a unit's complaints, some two for each hundred cases, from
// the first day of cases until today: before a table's first row there seem to
// be none, not none known. They are decided within three weeks.
func (s *Simulation) complaints(rng *rand.Rand, write rowWriter, u *unitModel) {
	today := s.Options.Now.In(s.Options.Zone)
	for day := s.model.calendar.Date(0); !day.After(today); day = day.AddDate(0, 0, 1) {
		effect := u.supervised(civil.DayOf(day).Start(s.Options.Zone).Unix())
		for n := range poisson(rng, 0.022*u.perDay*(1+trueComplaints*effect)) {
			decided, outcome := "", ""
			if on := day.AddDate(0, 0, 7+rng.IntN(14)); !on.After(today) {
				decided, outcome = on.Format(time.DateOnly), "rejected"
				if rng.Float64() < 0.3 {
					outcome = "upheld"
				}
			}
			received := day.Format(time.DateOnly)
			write("complaints", "complaint_id,unit,received_at,decided_at,outcome", "%s%s%d,%s,%s,%s,%s", u.name, received, n, u.name, received, decided, outcome)
		}
	}
}

// month writes what a unit's month brings.
func (s *Simulation) month(rng *rand.Rand, write rowWriter, u *unitModel, month time.Time, staff int) {
	label, effect := month.Format("2006-01"), u.supervised(civil.DayOf(month).Start(s.Options.Zone).Unix())
	day := func(n int) string { return month.AddDate(0, 0, n).Format(time.DateOnly) }
	for n := range int(u.perDay) {
		write("surveys", "response_id,unit,audience,answered_at,score", "c%s%s%d,%s,citizen,%s,%.0f", u.name, label, n, u.name, day(n),
			min(max(62+truePoints*effect+15*rng.NormFloat64(), 0), 100))
	}
	for n := range staff / 3 {
		write("surveys", "", "e%s%s%d,%s,employee,%s,%.0f", u.name, label, n, u.name, day(n),
			min(max(66+truePoints*effect+12*rng.NormFloat64(), 0), 100))
	}
	write("invitations", "unit,audience,month,invited", "%s,citizen,%s,%.0f", u.name, label, 3*u.perDay)
	write("invitations", "", "%s,employee,%s,%d", u.name, label, staff)
	agreed := 19.0 * float64(staff)
	write("absence", "unit,month,days_absent,days_agreed,staff", "%s,%s,%.1f,%.1f,%d", u.name, label,
		agreed*0.07*(1+trueAbsence*effect)*(0.7+0.6*rng.Float64()), agreed, staff)
	found := 0
	for range 20 {
		if rng.Float64() < 0.15*(1+trueFound*effect) {
			found++
		}
	}
	write("audits", "unit,month,reviewed,with_errors", "%s,%s,20,%d", u.name, label, found)
	write("staff", "unit,month,staff,reached,with_plan,supervisors,mentor_pairs", "%s,%s,%d,%.0f,%d,%d,%d", u.name, label, staff,
		effect*0.7*float64(staff), staff/2, min(2, staff), staff/8)
	for _, kind := range []string{"course", "e_learning", "leader_review"} {
		write("activities", "unit,month,kind,completed", "%s,%s,%s,%d", u.name, label, kind, rng.IntN(4))
	}
	write("time_use", "unit,month,hours_core,hours_total,staff", "%s,%s,%.0f,%.0f,%d", u.name, label, agreed*7.5*0.55, agreed*7.5, staff)
}

// writeTables writes the files into a drop folder, as of an hour ago, so that
// they are read at once.
func (s *Simulation) writeTables(dir string) error {
	before := time.Now().Add(-time.Hour)
	for table, content := range s.tables() {
		path := filepath.Join(dir, table+".csv")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return fmt.Errorf("write the drop folder: %w", err)
		}
		if err := os.Chtimes(path, before, before); err != nil {
			return fmt.Errorf("write the drop folder: %w", err)
		}
	}
	return nil
}

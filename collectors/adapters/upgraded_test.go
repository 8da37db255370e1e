package adapters_test

import (
	"testing"
	"time"
)

// TestGLPIFromBeforeTakenIntoAccount: of a ticket from before GLPI wrote when
// a ticket was taken into account (10.0.4), the delay that it did write tells
// the start, closed or not. A delay of 0 is none.
func TestGLPIFromBeforeTakenIntoAccount(t *testing.T) {
	p := productOf(t, "glpi")
	store, w := p.store(t, "_before")
	received := instant(t, scenario[0].at)
	for number := 1; number <= 5; number++ {
		w.do(receive, number, received, time.Time{})
	}
	solved := received.AddDate(0, 0, 20)
	w.do(finish, 1, solved, time.Time{}) // taken into account an hour after it came
	w.do(finish, 3, solved, time.Time{}) // never, but by that
	store.exec("UPDATE glpi_tickets SET status = 2, takeintoaccountdate = NULL WHERE id IN (1002, 1004)")
	store.exec("UPDATE glpi_tickets SET takeintoaccountdate = NULL, takeintoaccount_delay_stat = IF(id = 1003, 0, 3600) WHERE id IN (1001, 1002, 1003)")
	w.do(take, 5, received.Add(2*time.Hour), time.Time{}) // by a GLPI that writes both
	store.exec("UPDATE glpi_tickets SET takeintoaccount_delay_stat = 60 WHERE id = 1005")
	got := p.cases(t, store)
	for number, want := range map[int]int64{1: 3600, 2: 3600, 3: 20 * 86400, 4: -received.Unix(), 5: 7200} {
		if wait := got[number].Started - got[number].Received; wait != want {
			t.Errorf("ticket %d waited %d s, want %d", number, wait, want)
		}
	}
}

// TestCiviCRMFromBeforeCreatedDate: activities from before CiviCRM wrote when
// they were created (4.7.26) count at the date that they bear; the upgrade
// wrote its own time for their last change.
func TestCiviCRMFromBeforeCreatedDate(t *testing.T) {
	p := productOf(t, "civicrm")
	store, w := p.store(t, "_before")
	received := instant(t, scenario[0].at)
	answered, closed := received.AddDate(0, 0, 1), received.AddDate(0, 0, 3)
	w.do(receive, 1, received, time.Time{})
	w.do(answer, 1, answered, time.Time{})
	w.do(finish, 1, closed, time.Time{})
	store.exec("UPDATE civicrm_activity SET activity_date_time = created_date")
	w.do(receive, 2, received, time.Time{})
	w.do(finish, 2, received.Add(time.Hour), time.Time{}) // west of Greenwich
	store.exec("UPDATE civicrm_activity SET activity_date_time = created_date - INTERVAL 5 HOUR WHERE activity_date_time IS NULL")
	store.exec("UPDATE civicrm_activity SET created_date = NULL, modified_date = '2030-01-01'")
	store.exec("UPDATE civicrm_case SET end_date = NULL, modified_date = '2030-01-01'")
	got := p.cases(t, store)
	if c := got[2]; c.Started != received.Unix() || c.Closed != received.Unix() {
		t.Errorf("received at %d, started at %d and closed at %d, want all to be the same", c.Received, c.Started, c.Closed)
	}
	if c := got[1]; c.Started != answered.Unix() || c.Closed != closed.Unix() {
		t.Errorf("started at %d and closed at %d, want %d and %d", c.Started, c.Closed, answered.Unix(), closed.Unix())
	}
}

// TestCiviCRMClosedThatDay: a case that the API closed, and nobody changed on
// a later day, was closed at its last change, and none before it was received.
func TestCiviCRMClosedThatDay(t *testing.T) {
	p := productOf(t, "civicrm")
	store, w := p.store(t, "_that_day")
	received := instant(t, "2024-01-10 14:00:00")
	for number := 1; number <= 2; number++ {
		w.do(receive, number, received, time.Time{})
		store.exec("UPDATE civicrm_case SET status_id = 2, end_date = '2024-01-10', modified_date = '2024-01-10 15:00:00' WHERE id = ?", 1000+number)
	}
	w.do(note, 2, received.AddDate(0, 0, 200), time.Time{})
	got := p.cases(t, store)
	for number, want := range map[int]int64{1: 3600, 2: 0} {
		if c := got[number]; c.Closed-c.Received != want {
			t.Errorf("case %d was closed %d s after it came, want %d", number, c.Closed-c.Received, want)
		}
	}
}

// TestCiviCRMRevisions: a reopening that was edited, which leaves the former
// revision where a site keeps them, is one.
func TestCiviCRMRevisions(t *testing.T) {
	p := productOf(t, "civicrm")
	store, w := p.store(t, "_revisions")
	received := instant(t, scenario[0].at)
	for i, d := range []deed{receive, take, finish, reopen, finish} {
		w.do(d, 1, received.AddDate(0, 0, []int{0, 1, 2, 4, 6}[i]), time.Time{})
	}
	store.exec("INSERT INTO civicrm_activity (id, activity_type_id, subject, status_id, created_date) " +
		"SELECT 900 + id, activity_type_id, subject, status_id, '2024-03-01' FROM civicrm_activity WHERE activity_type_id = 16")
	store.exec("UPDATE civicrm_activity SET is_current_revision = 0 WHERE activity_type_id = 16 AND id < 900")
	store.exec("INSERT INTO civicrm_case_activity (case_id, activity_id) SELECT 1001, id FROM civicrm_activity WHERE id >= 900")
	if c := p.cases(t, store)[1]; c.Reopened != 1 {
		t.Errorf("reopened %d times, want once", c.Reopened)
	}
}

// TestRedmineHiddenProjects: issues of projects that Redmine hides do not
// count: archived ones, and those about to be deleted. Closed ones do.
func TestRedmineHiddenProjects(t *testing.T) { only(t, "redmine", redmineHides) }

func redmineHides(t *testing.T, p *product) {
	store, w := p.store(t, "_hidden")
	for number, status := range []int{1, 5, 9, 10} {
		w.do(receive, number, instant(t, scenario[0].at), time.Time{})
		store.exec("INSERT INTO projects (id, identifier, name, status) VALUES (?, 'p', 'p', ?)", 50+number, status)
		store.exec("UPDATE issues SET project_id = ? WHERE id = ?", 50+number, 1000+number)
	}
	got := p.cases(t, store)
	for number, want := range []bool{true, true, false, false} {
		if _, ok := got[number]; ok != want {
			t.Errorf("the issue of project %d counts: %v", number, ok)
		}
	}
}

// TestRedmineTimestamps: an issue that is closed without any date of it counts
// also where created_on is a TIMESTAMP, in every zone.
func TestRedmineTimestamps(t *testing.T) {
	p := productOf(t, "redmine")
	store, w := p.store(t, "_timestamps")
	store.exec("ALTER TABLE issues MODIFY created_on TIMESTAMP NULL, MODIFY updated_on TIMESTAMP NULL")
	w.do(receive, 1, instant(t, scenario[0].at), time.Time{})
	store.exec("UPDATE issues SET status_id = 5")
	if c := p.cases(t, store)[1]; c.Received == 0 || c.Closed < c.Received || c.Closed > c.Received+26*3600 {
		t.Errorf("received at %d and closed at %d", c.Received, c.Closed)
	}
}

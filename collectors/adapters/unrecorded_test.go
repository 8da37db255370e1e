package adapters_test

import (
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// cases reads all cases of a product's store, by number, as the user of the
// grants.
func (p *product) cases(t *testing.T, s *store) map[int]ledger.Case {
	t.Helper()
	return p.all(t, p.granted(t, s))
}

// all reads all cases of a source, by number.
func (p *product) all(t *testing.T, database *source.Source) map[int]ledger.Case {
	t.Helper()
	numbers := map[ledger.ID]int{}
	for number := range 100 {
		numbers[p.id(number)] = number
	}
	cases := map[int]ledger.Case{}
	err := database.Changes(t.Context(), ledger.Cases, 0, func(page *ledger.Page) error {
		for _, c := range page.Cases {
			cases[numbers[c.ID]] = c
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// bind puts a case and an instant into a statement.
func (s *store) bind(stmt string, id int, at time.Time) string {
	local := at.In(s.zone)
	return strings.NewReplacer("{id}", itoa(id), "{unix}", itoa(int(at.Unix())),
		"{at}", local.Format(time.DateTime), "{day}", local.Format(time.DateOnly)).Replace(stmt)
}

// unrecorded says how a product holds a case that was closed past its history,
// as by an import or its API. {at} is when it was closed on the product's
// clock, {day} that day. want is the best that can be known: 0 for exactly
// then, or how much sooner or later.
var unrecorded = map[string][]struct {
	name string
	make []string
	want time.Duration
	on   kind // "": any
}{
	"alaveteli": {
		{"described without an event of it", []string{
			"UPDATE info_requests SET described_state = 'successful', last_public_response_at = '{at}' WHERE id = {id}",
		}, 0, ""},
	},
	"civicrm": {
		{"the API sets the day of the end, taken for noon", []string{"UPDATE civicrm_case SET status_id = 2, end_date = '{day}' WHERE id = {id}"}, 2 * time.Hour, ""},
	},
	"fixmystreet": {
		{"by a script, as the log of administrators has it", []string{
			"UPDATE problem SET state = 'closed' WHERE id = {id}",
			"INSERT INTO admin_log (admin_user, object_type, object_id, action, whenedited) VALUES ('private', 'problem', {id}, 'state_change', '{at}')",
		}, 0, ""},
		{"by an update from before they told a state", []string{
			"UPDATE problem SET state = 'fixed - user' WHERE id = {id}",
			"INSERT INTO comment (problem_id, user_id, created, text, state, mark_fixed) VALUES ({id}, 100, '{at}', 'private', 'confirmed', TRUE)",
		}, 0, ""},
	},
	"flowable": {
		{"migrated with its history of tasks lost", []string{
			"DELETE FROM ACT_HI_TASKINST WHERE PROC_INST_ID_ = '{id}'",
			"UPDATE ACT_HI_PROCINST SET END_TIME_ = '{at}' WHERE ID_ = '{id}'",
		}, 0, ""},
	},
	"glpi": {
		{"solved", []string{"UPDATE glpi_tickets SET status = 5, solvedate = '{at}' WHERE id = {id}"}, 0, ""},
		{"closed", []string{"UPDATE glpi_tickets SET status = 6, closedate = '{at}' WHERE id = {id}"}, 0, ""},
	},
	"itop": {
		{"resolved, closed a week later", []string{
			"UPDATE ticket SET operational_status = 'closed', close_date = '{at}' + INTERVAL 7 DAY WHERE id = {id}",
			"UPDATE ticket_request SET status = 'closed', resolution_date = '{at}' WHERE id = {id}",
		}, 0, ""},
		{"closed", []string{
			"UPDATE ticket SET operational_status = 'closed', close_date = '{at}' WHERE id = {id}",
			"UPDATE ticket_request SET status = 'closed' WHERE id = {id}",
		}, 0, ""},
		{"created closed, by an import", []string{
			"UPDATE ticket SET operational_status = 'closed' WHERE id = {id}",
			"UPDATE ticket_request SET status = 'closed' WHERE id = {id}",
			"INSERT INTO priv_change (date) VALUES ('{at}')",
			"INSERT INTO priv_changeop (changeid, objclass, objkey, optype) VALUES (LAST_INSERT_ID(), 'UserRequest', {id}, 'CMDBChangeOpCreate')",
		}, 0, ""},
	},
	"mantisbt": {
		{"created closed, by an import", []string{
			"UPDATE mantis_bug_table SET status = 90 WHERE id = {id}",
			"UPDATE mantis_bug_history_table SET date_modified = {unix} WHERE bug_id = {id}",
		}, 0, ""},
	},
	"openzaak": {
		{"by an import, without a final status: the end of that day", []string{"UPDATE zaken_zaak SET einddatum = '{day}' WHERE identificatie_ptr_id = {id}"}, 11*time.Hour + 59*time.Minute, ""},
	},
	"operaton": {
		{"migrated with its history of tasks lost", []string{
			"DELETE FROM ACT_HI_TASKINST WHERE PROC_INST_ID_ = '{id}'",
			"UPDATE ACT_HI_PROCINST SET END_TIME_ = '{at}', STATE_ = 'COMPLETED' WHERE ID_ = '{id}'",
		}, 0, ""},
	},
	"osticket": {
		{"closed", []string{"UPDATE ost_ticket SET status_id = 3, closed = '{at}' WHERE ticket_id = {id}"}, 0, ""},
		{"last changed by people", []string{"UPDATE ost_ticket SET status_id = 3, lastupdate = '{at}' WHERE ticket_id = {id}"}, 0, ""},
	},
	"redmine": {
		{"closed", []string{"UPDATE issues SET status_id = 5, closed_on = '{at}' WHERE id = {id}"}, 0, ""},
		{"created closed, taken for that hours later", []string{"UPDATE issues SET status_id = 5, created_on = '{at}' WHERE id = {id}"}, 14 * time.Hour, mariaDB},
		{"created closed", []string{"UPDATE issues SET status_id = 5, created_on = '{at}' WHERE id = {id}"}, 0, postgreSQL},
	},
	"rt": {
		{"resolved", []string{"UPDATE Tickets SET Status = 'resolved', Resolved = '{at}' WHERE id = {id}"}, 0, ""},
		{"created closed", []string{
			"UPDATE Tickets SET Status = 'resolved' WHERE id = {id}",
			"UPDATE Transactions SET Created = '{at}' WHERE ObjectId = {id}",
		}, 0, ""},
	},
	"zammad": {
		{"created closed", []string{"UPDATE tickets SET state_id = 4, close_at = '{at}' WHERE id = {id}"}, 0, ""},
	},
	"znuny": {
		{"created closed", []string{
			"UPDATE ticket SET ticket_state_id = 2 WHERE id = {id}",
			"UPDATE ticket_history SET state_id = 2, create_time = '{at}' WHERE ticket_id = {id}",
		}, 0, ""},
	},
}

// TestClosedPastHistory: a case that is closed without a line in the history
// is closed at the best date that the product has, which a note much later
// does not move.
func TestClosedPastHistory(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		variants, ok := unrecorded[p.adapter]
		if !ok {
			t.Skip("it has no history")
		}
		store, w := p.store(t, "_unrecorded")
		received := instant(t, "2024-01-10 10:00:00")
		closed, noted := received.AddDate(0, 0, 50), received.AddDate(0, 0, 200)
		for number, v := range variants {
			if v.on != "" && v.on != p.on {
				continue
			}
			w.do(receive, number, received, time.Time{})
			for _, stmt := range v.make {
				store.exec(store.bind(stmt, 1000+number, closed))
			}
			later := note
			if p.adapter == "itop" { // whose note asks for approval as well
				later = ask
			}
			w.do(later, number, noted, time.Time{})
		}
		got := p.cases(t, store)
		for number, v := range variants {
			if v.on != "" && v.on != p.on {
				continue
			}
			if want := closed.Add(v.want).Unix(); got[number].Closed != want {
				t.Errorf("%s: closed at %d, want %d", v.name, got[number].Closed, want)
			}
		}
	})
}

package adapters_test

import (
	"testing"
	"time"

	"casework/collectors/ledger"
)

// histories says how each product's history of a case is lost, as by a
// clean-up or an import.
var histories = map[string]string{
	"alaveteli":   "DELETE FROM info_request_events WHERE info_request_id = ?",
	"civicrm":     "DELETE FROM civicrm_case_activity WHERE case_id = ?",
	"fixmystreet": "DELETE FROM comment WHERE problem_id = ?",
	"glpi":        "DELETE FROM glpi_logs WHERE items_id = ?",
	"itop":        "DELETE FROM priv_changeop WHERE objkey = ?",
	"mantisbt":    "DELETE FROM mantis_bug_history_table WHERE bug_id = ?",
	"osticket":    "DELETE FROM ost_thread_event WHERE thread_id = 5000 + ?",
	"redmine":     "DELETE FROM journals WHERE journalized_id = ?",
	"rt":          "DELETE FROM Transactions WHERE ObjectId = ?",
	"template":    "DELETE FROM sak_hendelse WHERE sak_id = ?",
	"zammad":      "DELETE FROM histories WHERE history_object_id = 1 AND o_id = ?",
	"znuny":       "DELETE FROM ticket_history WHERE ticket_id = ?",
}

// TestSilentHistory: a closed case whose history is gone is closed all the
// same, when the product's own column says, or else when it last changed; one
// that was open by then is open, whatever such a column says.
func TestSilentHistory(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		lose, ok := histories[p.adapter]
		if !ok {
			t.Skip("it has no history to lose")
		}
		store, w := p.store(t, "_silent")
		begin := instant(t, scenario[0].at)
		for i, d := range []deed{receive, take, finish, confirm} {
			w.do(d, 1, begin.Add(time.Duration(i)*time.Hour), time.Time{})
		}
		for i, d := range []deed{receive, take, finish, reopen} {
			w.do(d, 2, begin.Add(time.Duration(i)*time.Hour), time.Time{})
		}
		for number := 1; number <= 2; number++ {
			store.exec(lose, 1000+number)
		}
		closed := map[ledger.ID]int64{}
		err := p.open(t, store, account{}).Changes(t.Context(), ledger.Cases, 0, func(page *ledger.Page) error {
			for _, c := range page.Cases {
				closed[c.ID] = c.Closed
				if c.Reopened > 0 {
					t.Errorf("%d reopenings without a history", c.Reopened)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		first, last := begin.Add(2*time.Hour).Unix(), begin.Add(3*time.Hour).Unix()
		if at := closed[p.id(1)]; at != first && at != last {
			t.Errorf("the closed case was closed at %d, want %d or %d", at, first, last)
		}
		if at, ok := closed[p.id(2)]; at != 0 || !ok {
			t.Errorf("the open case was closed at %d", at)
		}
	})
}

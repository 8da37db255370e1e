package check

import (
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestCheckOfNames: units that are spelt in two ways and count as one are
// named, and so are case types that are listed and no case has.
func TestCheckOfNames(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, row := range [][2]string{
		{"Nord", "Bygg, anlegg"}, {"Nord ", "Skjenking"}, {"Nord\u00a0", "Skjenking"}, {"\u00c5s", "Skjenking"}, {"A\u030as", "kulturminne"}, {"S\u00f8r", "x"},
	} {
		if err := db.Exec(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, changed_at) VALUES (?, ?, ?, '2026-01-01', '2026-01-01')`,
			i+1, row[0], row[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Exec("DROP TABLE casework_units"); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	configtest.SetEnv(t, map[string]string{
		"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_PASSWORD": "secret", "KOMMUNE_DATABASE": db.Database,
		"KOMMUNE_CASE_TYPES": `"Bygg, anlegg",Skjenkning,Kulturminne,Landbruk`,
	})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out, log strings.Builder
	if err := Run(t.Context(), &out, cfg, slog.New(slog.NewTextHandler(&log, nil)), Options{}); err != nil {
		t.Errorf("check finds: %v", err)
	}
	for _, want := range []string{
		`warning  names: "Nord" and "Nord " count as one unit`, `warning  names: "Nord" and "Nord\u00a0" count as one unit`,
		`warning  names: "A\u030as" and "\u00c5s" count as one unit`,
		`warning  case types: CASE_TYPES lists "Skjenkning", and no case has it: did you mean "Skjenking"?`,
		`warning  case types: CASE_TYPES lists "Kulturminne", and no case has it: did you mean "kulturminne"?`,
		`warning  case types: CASE_TYPES lists "Landbruk", and no case has it` + "\n",
		`unit="Nord",`, "rows of cases: 6 count, ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("check does not say %s", want)
		}
	}
	for text, n := range map[string]int{"count as one unit": 3, "CASE_TYPES lists": 3} {
		if got := strings.Count(out.String(), text); got != n {
			t.Errorf("check says %d times that … %s …, want %d", got, text, n)
		}
	}
	if got := strings.Count(log.String(), "two spellings of a unit count as one"); got != 3 {
		t.Errorf("the log says it %d times, want once for each of 3:\n%s", got, log.String())
	}
	if t.Failed() {
		t.Log(out.String(), log.String())
	}
}

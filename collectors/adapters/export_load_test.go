package adapters_test

import (
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	gomysql "github.com/go-sql-driver/mysql"

	"casework/collectors/source/mysql/mariadbtest"
)

// TestExportLoad runs what the head of export-load.sql says to run, on a file
// as a product writes it: its letters arrive as they are, what is to be left
// out does not, and a date that is not understood changes nothing.
func TestExportLoad(t *testing.T) {
	script, err := os.ReadFile(sqlFiles + "export-load.sql")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?s)mariadb staging -e "(.*?[^\\])"\n`).FindSubmatch(script)
	if command == nil {
		t.Fatal("its head names no command that loads a file")
	}
	unquoted := strings.NewReplacer("\n--", "\n", `\"`, `"`, "'cases.csv'", "'Reader::cases.csv'").Replace(string(command[1]))
	truncate, load, _ := strings.Cut(unquoted, ";")

	s := newStore(t, shared.Server(t), "product_export_load", location(t, oslo), sqlFiles+"export-schema.sql")
	s.exec("ALTER DATABASE product_export_load CHARACTER SET latin1") // what a server may make of a new one
	s.exec("USE product_export_load")
	s.exec("SET GLOBAL local_infile = ON") // which MySQL is without
	night := func(lines string) error {
		gomysql.RegisterReaderHandler("cases.csv", func() io.Reader {
			return strings.NewReader("case_id;unit;case_type;received_at;started_at;closed_at;deadline_at;title;caseworker\n" + lines)
		})
		defer gomysql.DeregisterReaderHandler("cases.csv")
		s.exec(truncate)
		s.exec(load)
		for stmt := range strings.SplitSeq(strings.TrimSuffix(string(script), ";\n"), ";\n") {
			if _, err := s.conn.ExecContext(context.Background(), stmt); err != nil {
				s.exec("ROLLBACK") // as the end of the connection does
				return err
			}
		}
		return nil
	}
	const first = `A-1;"Miljø; bygg";søknad;2026-01-02 08:00:00;2026-01-03 08:00:00;2026-01-04 08:00:00;;"private; private";private` + "\n"
	if err := night(first); err != nil {
		t.Fatal(err)
	}
	const state = "SELECT COUNT(*) FROM export_cases WHERE unit = 'Miljø; bygg' AND case_type = 'søknad' AND received_at = '2026-01-02 08:00:00' " +
		"AND started_at = '2026-01-03 08:00:00' AND closed_at = '2026-01-04 08:00:00' AND deadline_at IS NULL AND reopened_count = 0"
	if s.number(state) != 1 {
		t.Error("the case is not what the file says")
	}
	for _, lines := range []string{
		strings.Replace(first, "2026-01-02 08:00:00", "02.01.2026 08:00", 1),
		strings.Replace(first, "2026-01-03 08:00:00", "03.01.2026 08:00", 1),
		strings.Replace(first, "2026-01-04 08:00:00", "i går", 1),
		"A-2;Skole;;20/11/2026;;;;;\n" + first,
	} {
		err := night(lines)
		var server *gomysql.MySQLError
		if !errors.As(err, &server) || !strings.Contains(server.Message, "dates_are_understood") && mariadbtest.MySQL() == "" {
			t.Errorf("a date that is none: %v, want the name of the constraint", err)
		}
		if s.number("SELECT COUNT(*) FROM export_cases") != 1 || s.number(state) != 1 {
			t.Error("a date that is none has changed the cases")
		}
	}

	other := regexp.MustCompile(`--   closed_at = (IF\(.*\))\n`).FindSubmatch(script)
	if other == nil {
		t.Fatal("its head says nothing of other dates")
	}
	load = strings.Replace(load, "NULLIF(@closed, '')", string(other[1]), 1)
	if err := night(strings.Replace(first, "2026-01-04 08:00:00", "04.01.2026 08:00", 1)); err != nil || s.number(state) != 1 {
		t.Errorf("a date in another form: %v, or the case is not what the file says", err)
	}
	if err := night(first); err == nil {
		t.Error("a date in a form that was not said is understood")
	}
	if err := night(strings.Replace(first, "2026-01-04 08:00:00", "", 1)); err != nil || s.number("SELECT reopened_count FROM export_cases WHERE closed_at IS NULL") != 1 {
		t.Errorf("no date: %v, or the case is not open again", err)
	}
}

package deadlines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
)

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "deadlines.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	rules, err := Load(file(t, `case_type,length,unit,starts_at,end_on_day_off,pausable,valid_from,valid_to,law,rule
Skjenking,4,weeks,received,moves,yes,2024-01-01,30.06.2025,alkoholloven,
 Innsynskrav ,,,,,,,,,no:innsyn
Rammetillatelse,,,,,,,,,no:byggesøknad-12-uker
Ferdigattest,3,weeks,complete,,,,,,
*,90,days,,,,,,,
`), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	const want = `"*": 90 days; "Ferdigattest": 3 weeks, from complete on; "Innsynskrav": 3 workdays; ` +
		`"Rammetillatelse": 12 weeks, without pauses, from complete on; "Skjenking": 4 weeks, an end on a day off moved, without pauses, from 2024-01-01, until 2025-06-30`
	if got := rules.String(); got != want {
		t.Errorf("rules\n%s\nwant\n%s", got, want)
	}
	if diff := cmp.Diff([]string{"Ferdigattest", "Innsynskrav", "Rammetillatelse", "Skjenking"}, Types(rules)); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	list := rules.List()
	if list[2].Source == "" || list[2].Pausable || !list[4].Pausable || list[4].Law != "alkoholloven" || !list[1].Complete || list[4].Complete {
		t.Errorf("rules %+v", list)
	}
}

// TestDatesThatAreNone: a law that is older than the dates that can be kept is in force
// since ever, and a far end is none, as is a date that the site writes for none.
func TestDatesThatAreNone(t *testing.T) {
	const head = "case_type,length,unit,valid_from,valid_to\n"
	never := civil.DayOf(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, from := range []string{"1967-02-10", "10.2.1967", "1900-01-01", "2001-01-01", ""} {
		for _, until := range []string{"9999-12-31", "31.12.9999", "2106-01-01 00:00", "1.1.2001", ""} {
			rules, err := Load(file(t, head+"a,3,weeks,"+from+","+until+"\n"), time.UTC, never)
			if err != nil || rules.String() != `"a": 3 weeks` {
				t.Errorf("from %q until %q: %v, error %v", from, until, rules, err)
			}
		}
	}
	for _, dates := range []string{"0000-00-00,", "2026-00-00,", "9999-12-31,", ",1969-12-31", ",2026-12-00"} {
		if rules, err := Load(file(t, head+"a,3,weeks,"+dates+"\n"), time.UTC); err == nil || !strings.Contains(err.Error(), "is no date such as") {
			t.Errorf("%s: %v, error %v", dates, rules, err)
		}
	}
}

func TestLoadPreset(t *testing.T) {
	rules, err := Load(Preset, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if rules.Of("innsyn") == nil || rules.Of("byggesak") != nil {
		t.Errorf("preset %v", rules)
	}
}

func TestLoadRefuses(t *testing.T) {
	const head = "case_type,rule,length,unit,starts_at,end_on_day_off,pausable,valid_from,valid_to\n"
	for _, tt := range []struct{ name, content, want string }{
		{"nothing", head, "deadlines.csv: there is no deadline in it"},
		{"no type", head + ",,3,weeks,,,,,\n", "deadlines.csv:2:1: case_type is empty"},
		{"no length", head + "a,,,weeks,,,,,\n", "deadlines.csv:2:4: length is empty, and so is rule"},
		{"no unit", head + "a,,3,,,,,,\n", "deadlines.csv:2:6: unit is empty, and so is rule"},
		{"length 0", head + "a,,0,weeks,,,,,\n", `deadlines.csv:2:4: length "0" is below 1`},
		{"too long", head + "a,,3661,days,,,,,\n", `deadlines.csv:2:4: length "3661" is above 3660`},
		{"half a week", head + "a,,0.5,weeks,,,,,\n", `deadlines.csv:2:4: length "0.5" is no whole number`},
		{"years", head + "a,,1,years,,,,,\n", `deadlines.csv:2:6: unit "years" is none of days, workdays, weeks, months`},
		{"another start", head + "a,,12,weeks,decided,,,,\n", `deadlines.csv:2:13: starts_at "decided" is none of received, complete`},
		{
			"rule unknown", head + "a,no:byggesak,,,,,,,\n",
			`deadlines.csv:2:3: rule "no:byggesak" is none of the preset's: no:barnevernsmelding, no:barnevernsundersøkelse, no:byggesøknad-12-uker, no:byggesøknad-3-uker, no:henvisning, no:innsyn`,
		},
		{"rule and length", head + "a,no:innsyn,5,,,,,,\n", "deadlines.csv:2:13: length and rule exclude each other"},
		{"ends before it begins", head + "a,,3,weeks,,,,2025-02-01,2025-01-31\n", "deadlines.csv:2:26: valid_to 2025-01-31 is before valid_from 2025-02-01"},
		{"two at once", head + "a,,3,weeks,,,,,2025-01-31\na,,4,weeks,,,,2025-01-31,\n", `two rules are in force at once: "a": 3 weeks, until 2025-01-31; "a": 4 weeks, from 2025-01-31`},
	} {
		_, err := Load(file(t, tt.content), time.UTC)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "absent.csv"), time.UTC); err == nil || !strings.Contains(err.Error(), "read deadlines: ") {
		t.Errorf("no file: error %v", err)
	}
}

// TestDocument: the example of the document is a file, and its table has the rules
// of the preset with their sources.
func TestDocument(t *testing.T) {
	content, err := os.ReadFile("../../../deploy/DEADLINES.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(content), "\n```csv\ncase_type,")
	example, rest, _ := strings.Cut(example, "```")
	rules, err := Load(file(t, "case_type,"+example), time.UTC)
	if err != nil || len(rules.List()) != 4 {
		t.Errorf("the example has rules %v, error %v", rules, err)
	}
	preset, err := Load(Preset, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range preset.List() {
		_, row, found := strings.Cut(rest, "| `no:"+r.CaseType+"` |")
		row, _, _ = strings.Cut(row, "\n")
		if !found || !strings.Contains(row, r.Source) || !strings.Contains(row, r.Dated) {
			t.Errorf("the table does not say of %v that it is of %s, %s:%s", &r, r.Source, r.Dated, row)
		}
	}
}

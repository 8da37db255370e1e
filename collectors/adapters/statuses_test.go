package adapters

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestPauseStatusesStayConstants: whatever a name is, the statement has the words that
// it had, and the name as one constant.
func TestPauseStatusesStayConstants(t *testing.T) {
	marked := 0
	for _, name := range Names() {
		files, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		paths, err := fs.Glob(files, "pauses*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := fs.ReadFile(files, path)
			if err != nil {
				t.Fatal(err)
			}
			before := string(content)
			if own, _ := PauseStatuses(before); own == nil {
				continue
			}
			marked++
			names := []string{"Venter på søker", "O'Brien", "x') OR 1=1 -- ", `" ; DROP TABLE`, "a /* b */ ? $1", "/* PAUSE_STATUSES */ 'a'"}
			after, err := WithPauseStatuses(before, names)
			if err != nil {
				t.Fatal(err)
			}
			if statement, err := oneSelect(after); err != nil || strings.Count(statement, "'O''Brien'") != strings.Count(before, "/* PAUSE_STATUSES */") {
				t.Errorf("%s/%s: %v, %d lists, want %d", name, path, err, strings.Count(statement, "'O''Brien'"), strings.Count(before, "/* PAUSE_STATUSES */"))
			}
			for word := range maps.Keys(IdentifiersOf(after).words) {
				if !IdentifiersOf(before).words[word] {
					t.Errorf("%s/%s: %q came out of a name", name, path, word)
				}
			}
			if strings.Contains(after, "'pending") || strings.Contains(after, "'stalled'") || strings.Contains(after, "'Feedback'") || strings.Contains(after, "'20'") {
				t.Errorf("%s/%s has a status of its own left:\n%s", name, path, after)
			}
			if query, err := Statuses(files, "mysql"); err != nil || query == "" {
				t.Errorf("%s does not tell which statuses there are: %v", name, err)
			}
		}
	}
	if marked != 7 {
		t.Errorf("%d files mark their lists, want 7", marked)
	}
}

func TestPauseStatusesAreRefused(t *testing.T) {
	const marks = "SELECT 1 WHERE s IN (/* PAUSE_STATUSES */ 'a')"
	for name, want := range map[string]string{
		"": "a name is empty", `a\`: `"a\\" has a backslash`, "a\x00": "has a control character", "a\xff": "has a control character",
		strings.Repeat("å", MaxStatus+1): "a name has more than 255 characters",
	} {
		if _, err := WithPauseStatuses(marks, []string{"b", name}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
	if _, err := WithPauseStatuses("SELECT 1 WHERE s IN ('a')", []string{"b"}); err == nil || !strings.Contains(err.Error(), "marks no list") {
		t.Errorf("a statement without marks: %v", err)
	}
	got, err := WithPauseStatuses("SELECT /* PAUSE_STATUSES s.name */ t.name IN (/* PAUSE_STATUSES */ 'a', 'b')", []string{"ø $1", "d"})
	if want := "SELECT s.name IN (/* PAUSE_STATUSES */ 'ø $1', 'd')"; got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if own, byName := PauseStatuses(marks); !slices.Equal(own, []string{"a"}) || !byName {
		t.Errorf("own are %q, by name %v", own, byName)
	}
	if _, err := Statuses(fstest.MapFS{"statuses.sql": {Data: []byte("DROP TABLE x")}}, "mysql"); err == nil || !strings.Contains(err.Error(), "statuses.sql: must be one SELECT") {
		t.Errorf("statuses that are no SELECT: %v", err)
	}
}

// TestStatusesOfAKind: as of any query, a file for one kind of database comes before one for every kind.
func TestStatusesOfAKind(t *testing.T) {
	both := fstest.MapFS{
		"statuses.sql":          {Data: []byte("SELECT 'any' AS status;")},
		"statuses.postgres.sql": {Data: []byte("SELECT 'one' AS status")},
	}
	for driver, want := range map[string]string{"mysql": "SELECT 'any' AS status", "postgres": "SELECT 'one' AS status"} {
		if got, err := Statuses(both, driver); got != want || err != nil {
			t.Errorf("%s: %q, %v, want %q", driver, got, err, want)
		}
	}
	if got, err := Statuses(fstest.MapFS{"cases.sql": {}}, "mysql"); got != "" || err != nil {
		t.Errorf("an adapter without: %q, %v", got, err)
	}
}

package adapters

import "testing"

func TestWithoutColumn(t *testing.T) {
	droppable := func(output string) bool { return output != "unit" }
	for _, tt := range []struct{ statement, column, want string }{
		{"SELECT case_id, deadline_at, closed_at\nFROM c", "deadline_at", "SELECT case_id, NULL AS `deadline_at`, closed_at\nFROM c"},
		{"select c.a AS case_id, c.due deadline_at from c", "c.due", "select c.a AS case_id, NULL AS `deadline_at` from c"},
		{"SELECT c.due AS deadline_at FROM c", "due", "SELECT NULL AS `deadline_at` FROM c"}, // as of those that may not be read
		{"SELECT `c`.`due` AS `deadline_at` FROM c", "c.due", "SELECT NULL AS `deadline_at` FROM c"},
		{"SELECT id AS case_id, -- its key, not\n  due AS deadline_at, -- a day\n  x FROM c", "due", "SELECT id AS case_id, NULL AS `deadline_at`, -- a day\n  x FROM c"},
		{"SELECT a, closed_at -- the last\nFROM c", "closed_at", "SELECT a, NULL AS `closed_at`\nFROM c"},
		{"SELECT (SELECT x FROM y) AS started_at, due AS deadline_at FROM c", "due", "SELECT (SELECT x FROM y) AS started_at, NULL AS `deadline_at` FROM c"},
		{"SELECT (SELECT r.x FROM r WHERE r.id = c.id) AS paused_since, a FROM c", "r.x", "SELECT NULL AS `paused_since`, a FROM c"},
		{"SELECT (SELECT x FROM r WHERE r.id = c.id) unit FROM c", "x", ""},             // cannot be done without
		{"SELECT (SELECT y FROM r WHERE r.x = c.id) AS paused_since FROM c", "r.x", ""}, // goes by it
		{"SELECT (SELECT x FROM r) + (SELECT y FROM r) AS z FROM c", "x", ""},           // not as it is
		{"SELECT unit FROM c", "unit", ""},                              // cannot be done without
		{"SELECT IF(due > 0, due, 1) AS deadline_at FROM c", "due", ""}, // not as it is
		{"SELECT a AS case_id FROM c WHERE gone = 1", "gone", ""},
		{"SELECT DISTINCT due FROM c", "due", ""},
		{"WITH x AS (SELECT due FROM c) SELECT due FROM x", "due", ""},
	} {
		got, ok := WithoutColumn(tt.statement, tt.column, Null{"NULL", "`"}, droppable)
		if ok != (tt.want != "") || got != tt.want {
			t.Errorf("%q without %s is %q, want %q", tt.statement, tt.column, got, tt.want)
		}
	}
	got, _ := WithoutColumn(`SELECT "c"."due" AS "deadline_at" FROM c`, "c.due", Null{"NULL::tid", `"`}, droppable)
	if want := `SELECT NULL::tid AS "deadline_at" FROM c`; got != want {
		t.Errorf("in PostgreSQL it is %q, want %q", got, want)
	}
}

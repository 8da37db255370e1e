package mysql

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"casework/collectors/source"
)

// TestPlanOfTiDB reads plans as TiDB 7.1 gave them of the tables of the adapter
// "views" with 200,000 cases.
func TestPlanOfTiDB(t *testing.T) {
	kept := source.Step{Table: "casework_cases", Scans: true, Rows: 10_000}
	for name, tt := range map[string]struct {
		plan  string // id, estRows, access object
		want  source.Plan
		fault string
	}{
		"a page of the first load": {
			`Limit_13|10000.00|
└─TableReader_23|10000.00|
  └─TableFullScan_22|10000.00|table:casework_cases`,
			source.Plan{kept},
			"",
		},
		"a poll": {
			`Limit_15|0.10|
└─IndexLookUp_40|0.10|
  ├─Selection_39(Build)|0.10|
  │ └─IndexRangeScan_37|0.10|table:casework_cases, index:changed(changed_at, case_id)
  └─TableRowIDScan_38(Probe)|0.10|table:casework_cases`,
			source.Plan{{Table: "casework_cases", Rows: 1}},
			"",
		},
		"a poll without its index": {
			`TopN_10|0.00|
└─TableReader_21|0.00|
  └─Selection_20|0.00|
    └─TableFullScan_19|200000.00|table:casework_cases`,
			source.Plan{{Table: "casework_cases", Sorts: true, Rows: 200_000}, {Table: "casework_cases", Scans: true, Rows: 200_000}},
			"sorts the rows of",
		},
		"the newest change": {
			`StreamAgg_9|1.00|
└─Limit_13|1.00|
  └─IndexReader_21|N/A|
    └─IndexFullScan_19|1.00|table:casework_cases, index:changed(changed_at, case_id)`,
			source.Plan{{Table: "casework_cases", Scans: true, Rows: 1}},
			"",
		},
		"a sort beside a scan": {
			`HashJoin_1|900000.00|
├─Sort_2(Build)|5.00|
│ └─TableRangeScan_3|5.00|table:small
└─IndexFullScan_4(Probe)|900000.00|table:big, index:k(a)`,
			source.Plan{{Table: "small", Sorts: true, Rows: 5}, {Table: "small", Rows: 5}, {Table: "big", Scans: true, Rows: 900_000}},
			"reads all of",
		},
	} {
		var lines []map[string]string
		for line := range strings.Lines(tt.plan) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
			lines = append(lines, map[string]string{"id": f[0], "estRows": f[1], "access object": f[2]})
		}
		got := operators(lines)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: read as %+v, want %+v", name, got, tt.want)
		}
		if _, fault := got.Excess(true); fault != tt.fault {
			t.Errorf("%s: judged %q, want %q", name, fault, tt.fault)
		}
	}
}

// TestServerThatCountsNothing: no count is not a count of none, and what a
// server reports about itself is no table that a grant shows.
func TestServerThatCountsNothing(t *testing.T) {
	d := newDatabase(t)
	for pattern, want := range map[string]error{"Handler\\_read\\_%": nil, "No\\_such%": errUncounted} {
		rows, err := d.DB().Query("SHOW SESSION STATUS LIKE '" + pattern + "'")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := counted(rows); !errors.Is(err, want) {
			t.Errorf("counters like %s: %v, want %v", pattern, err, want)
		}
	}
	for schema, want := range map[string]bool{"INFORMATION_SCHEMA": true, "performance_schema": true, "sys": true, "casework": false} {
		if describesServer(schema) != want {
			t.Errorf("%s describes the server: %v", schema, !want)
		}
	}
}

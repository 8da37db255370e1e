package source_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
)

// identifierTypes are types of identifiers, and the values of a table of 60, in
// which seq counts. Those that are alike must be hashed alike.
var identifierTypes = []struct {
	name, alike       string
	column, value     string // of MariaDB; "" if it has no such type
	pgColumn, pgValue string // of PostgreSQL, if it is another
}{
	{name: "integer", column: "BIGINT", value: "CAST(seq AS SIGNED) - 30", pgValue: "seq - 30", alike: "n-30"},
	{name: "a smaller integer", column: "INT", value: "CAST(seq AS SIGNED) - 30", pgValue: "seq - 30", alike: "n-30"},
	{name: "the smallest", column: "SMALLINT", value: "CAST(seq AS SIGNED) - 30", pgValue: "seq - 30", alike: "n-30"},
	{name: "whole decimal", pgColumn: "NUMERIC", pgValue: "seq - 30", alike: "n-30"},
	{name: "whole decimal of a length", pgColumn: "NUMERIC(12,0)", pgValue: "seq - 30", alike: "n-30"},
	{name: "unsigned beyond int64", column: "BIGINT UNSIGNED", value: "18446744073709551615 - seq"},
	{name: "decimal beyond a double", column: "DECIMAL(25,0)", value: "9007199254740993000 + seq", pgColumn: "NUMERIC(25,0)", pgValue: "9007199254740993000 + seq"},
	{name: "decimal beyond int64", column: "DECIMAL(25,0)", value: "9007199254740993000000 + seq", pgColumn: "NUMERIC(25,0)", pgValue: "9007199254740993000000 + seq", alike: "e21+n"},
	{name: "text of decimals beyond int64", column: "VARCHAR(40)", value: "9007199254740993000000 + seq", pgValue: "(9007199254740993000000 + seq)::text", alike: "e21+n"},
	{name: "text", column: "VARCHAR(40) COLLATE utf8mb4_danish_ci", value: "CONCAT(ELT(1 + seq % 4, 'Å', 'ø', 'z', 'Æ'), '-', seq)", alike: "text", pgColumn: "VARCHAR(40)", pgValue: "(ARRAY['Å', 'ø', 'z', 'Æ'])[1 + seq % 4] || '-' || seq"},
	{name: "long text", column: "TEXT", value: "CONCAT(ELT(1 + seq % 4, 'Å', 'ø', 'z', 'Æ'), '-', seq)", alike: "text", pgColumn: `TEXT COLLATE "C"`, pgValue: "(ARRAY['Å', 'ø', 'z', 'Æ'])[1 + seq % 4] || '-' || seq"},
	{name: "text in latin1", column: "VARCHAR(40) CHARACTER SET latin1", value: "CONCAT(ELT(1 + seq % 4, 'Å', 'ø', 'z', 'Æ'), '-', seq)", alike: "text", pgColumn: `VARCHAR(40) COLLATE "POSIX"`, pgValue: "(ARRAY['Å', 'ø', 'z', 'Æ'])[1 + seq % 4] || '-' || seq"},
	{name: "padded text", column: "CHAR(36)", value: "CONCAT('sak ', seq)", alike: "sak"},
	{name: "the same unpadded", column: "VARCHAR(36)", value: "CONCAT('sak ', seq)", alike: "sak"},
	{name: "name", pgColumn: "NAME", pgValue: "'sak ' || seq", alike: "sak"},
	{name: "binary", column: "VARBINARY(16)", value: "CONCAT('sak ', seq)", pgColumn: "BYTEA", pgValue: "convert_to('sak ' || seq, 'UTF8')", alike: "sak"},
	{name: "uuid", column: "UUID", value: "CONCAT('123e4567-e89b-12d3-a456-4266141740', seq + 9)", alike: "uuid", pgValue: "('123e4567-e89b-12d3-a456-4266141740' || seq + 9)::uuid"},
	{name: "text of a uuid", column: "VARCHAR(36)", value: "CONCAT('123e4567-e89b-12d3-a456-4266141740', seq + 9)", alike: "uuid", pgValue: "'123e4567-e89b-12d3-a456-4266141740' || seq + 9"},
}

func TestEveryKindOfIdentifierIsPaged(t *testing.T) {
	alike := map[string][]ledger.ID{} // over all dialects
	each(t, func(t *testing.T, d *database) {
		for i, tt := range identifierTypes {
			column, value := tt.column, tt.value
			if !d.isMariaDB() {
				column, value = cmp.Or(tt.pgColumn, tt.column), cmp.Or(tt.pgValue, tt.value)
				if tt.name == "unsigned beyond int64" {
					column = "NUMERIC"
				}
			}
			if column == "" || column == "UUID" && d.isMariaDB() && mariadbtest.MySQL() != "" { // which has no such type
				continue
			}
			t.Run(tt.name, func(t *testing.T) {
				const n = 60
				table := fmt.Sprintf("c%d", i)
				d.exec("CREATE TABLE "+table+" (id "+column+", at {wall}, changed {wall})", "CREATE INDEX changed"+table+" ON "+table+" (changed)",
					fmt.Sprintf("INSERT INTO %s SELECT %s, '2024-01-01', CASE WHEN seq > 50 THEN '2024-01-02 00:00:01' ELSE '2024-01-02' END%s FROM seq_1_to_%d",
						table, value, d.words["castwall"], n))
				s := d.files(map[string]string{"cases.sql": "SELECT id AS case_id, 'Nord' AS unit, '' AS case_type, " +
					"at AS received_at, CAST(NULL AS {wallcast}) AS closed_at, changed AS changed_at FROM " + table},
					func(o *source.Options) { o.PageSize = 7 })
				for _, since := range []ledger.Cursor{0, 1} {
					r := changes(t, s, ledger.Cases, since)
					ids := r.IDs()
					slices.Sort(ids)
					if ids = slices.Compact(ids); len(r.Cases) != n || len(ids) != n {
						t.Errorf("since %d: %d rows with %d identifiers, want %d of both", since, len(r.Cases), len(ids), n)
					}
					if r.Next != cursor(t, "2024-01-02 00:00:01") {
						t.Errorf("since %d: cursor %d after %d pages", since, r.Next, r.Pages)
					}
					if tt.alike == "" {
						continue
					}
					if alike[tt.alike] == nil {
						alike[tt.alike] = ids
					}
					if !slices.Equal(alike[tt.alike], ids) {
						t.Errorf("the identifiers are hashed otherwise than those of another type")
					}
				}
			})
		}
	})
}

package compose

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casework/deploy/test/subject"
)

// TestExporterUser runs the script that MariaDB's image sources, on a real
// MariaDB: the user must be able to log in, read the schema's tables, no more.
func TestExporterUser(t *testing.T) {
	db := subject.Database(t)
	if err := db.Exec("DROP USER exporter"); err != nil { // the one that Database has made
		t.Fatal(err)
	}
	dir := bundle(t)
	script := strings.ReplaceAll(subject.Read(t, "deploy/compose/exporter-user.sh"), "/run/secrets", filepath.Join(dir, "compose/secrets"))
	// In place of the image's function, the statements are only collected.
	collect := "docker_process_sql() { cat; }\n" + script
	for statement := range strings.Lines(subject.Run(t, exec.Command("sh", "-euc", collect))) {
		if err := db.Exec(strings.TrimSuffix(strings.TrimSpace(statement), ";")); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.DB().QueryContext(t.Context(), "SHOW GRANTS FOR exporter@'%'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var got []string
	for rows.Next() {
		var grant string
		if err := rows.Scan(&grant); err != nil {
			t.Fatal(err)
		}
		grant, _, _ = strings.Cut(grant, " TO ")
		got = append(got, grant)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	want := []string{"GRANT USAGE ON *.*"}
	for _, table := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+) `).FindAllStringSubmatch(subject.Read(t, "deploy/compose/schema.sql"), -1) {
		want = append(want, "GRANT SELECT ON `casework`.`"+table[1]+"`")
	}
	if len(want) < 6 {
		t.Fatalf("only %d tables in the schema", len(want)-1)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("grants %q, want %q", got, want)
	}
	password, err := os.ReadFile(filepath.Join(dir, "compose/secrets/kommune"))
	if err != nil {
		t.Fatal(err)
	}
	check := exec.Command(subject.Build(t), "check")
	check.Env = []string{
		"CASEWORK_SOURCES=kommune", "KOMMUNE_SOCKET=" + db.Socket, "KOMMUNE_USER=exporter", "KOMMUNE_DATABASE=casework",
		"KOMMUNE_PASSWORD=" + string(password),
	}
	out, err := check.CombinedOutput()
	if err != nil {
		t.Errorf("the doctor is not content: %v\n%s", err, out)
	}
}

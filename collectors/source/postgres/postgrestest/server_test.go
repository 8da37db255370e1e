package postgrestest_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"casework/collectors/source/postgres/postgrestest"
)

func TestServer(t *testing.T) {
	s := postgrestest.Start(t, "-cfsync=on", "-csynchronous_commit=on")
	if err := s.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateUser("reader", `p'a\ss`); err != nil {
		t.Fatal(err)
	}
	if err := s.Exec("INSERT INTO casework_cases (unit, received_at) VALUES ($1, $2)", "Nord", time.Unix(1e9, 0)); err != nil {
		t.Fatal(err)
	}
	reader, err := sql.Open("pgx", fmt.Sprintf(`host=%s port=%d user=reader password='p\'a\\ss' dbname=%s sslmode=disable`, s.Host, s.Port, s.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	count := func() (n int) {
		t.Helper()
		if err := reader.QueryRow("SELECT COUNT(*) FROM casework_cases").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := count(); got != 1 {
		t.Errorf("the reader sees %d rows, want 1", got)
	}
	if _, err := reader.Exec("DELETE FROM casework_cases"); err == nil {
		t.Error("the reader may delete")
	}

	s.Stop()
	answered := make(chan struct{})
	go func() { count(); close(answered) }()
	select {
	case <-answered:
		t.Error("a stopped server answers")
	case <-time.After(100 * time.Millisecond):
	}
	s.Continue()
	<-answered

	s.Kill()
	if _, err := reader.Exec("SELECT 1"); err == nil {
		t.Error("a killed server answers")
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if got := count(); got != 1 {
		t.Errorf("after a crash the reader sees %d rows, want 1", got)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(s.Socket)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("Close left %s behind", dir)
	}
}

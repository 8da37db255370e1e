package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
)

// TestReplica polls a replica that is further behind than polls read again,
// while somebody works on the primary. Its cursor is what the replica has
// shown, not the time, so nothing is lost and nothing counted twice, though no
// reconciliation repairs it.
func TestReplica(t *testing.T) {
	const behind = 4 // seconds
	primary := mariadbtest.Start(t, "--log-bin=primary", "--server-id=1")
	replica := mariadbtest.Start(t, "--server-id=2")
	var file string
	var position int64
	var unused any
	if err := primary.DB().QueryRow("SHOW MASTER STATUS").Scan(&file, &position, &unused, &unused); err != nil {
		t.Fatal(err)
	}
	if err := primary.Exec("CREATE USER replica@'%' IDENTIFIED BY 'secret'"); err != nil {
		t.Fatal(err)
	}
	if err := primary.Exec("GRANT REPLICATION SLAVE ON *.* TO replica@'%'"); err != nil {
		t.Fatal(err)
	}
	replicate := func(statements ...string) {
		for _, statement := range statements {
			if err := replica.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	replicate(fmt.Sprintf("CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='replica', MASTER_PASSWORD='secret', "+
		"MASTER_LOG_FILE='%s', MASTER_LOG_POS=%d", primary.Host, primary.Port, file, position), "START SLAVE")
	if err := primary.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := newWriter(t, mariaDB(primary), rand.New(rand.NewPCG(seed, 0)))
	w.fill(50)
	rows := func(db *mariadbtest.Server) (n int64) {
		_ = db.DB().QueryRow("SELECT (SELECT COUNT(*) FROM casework_cases) + (SELECT COUNT(*) FROM casework_errors)").Scan(&n) // may not be there yet
		return n
	}
	if !testutil.Eventually(func() bool { return rows(replica) == rows(primary) }) {
		t.Fatal("the replica does not get what the primary has")
	}
	replicate("STOP SLAVE", fmt.Sprintf("CHANGE MASTER TO MASTER_DELAY=%d", behind), "START SLAVE")

	x := newProcess(t, mariaDB(replica), "TEST_OVERLAP=1s", "TEST_RECONCILE_AT=off")
	x.start()
	x.waitReady()
	seen := newIncreases()
	x.scrape(seen)
	ctx, stop := context.WithTimeout(t.Context(), 2*behind*time.Second)
	defer stop()
	w.run(ctx)
	if rows(replica) == rows(primary) {
		t.Error("the replica is not behind, so this proves nothing")
	}
	want := w.expected()
	if !testutil.Eventually(func() bool { x.scrape(seen); return maps.Equal(want, seen.total) }) {
		t.Errorf("counted are\n%v, and there happened\n%v", seen.total, want)
	}
	if len(want) < 8 {
		t.Errorf("only %d kinds of transition happened: the test would prove nothing", len(want))
	}
	for _, fault := range seen.faults {
		t.Error(fault)
	}
}

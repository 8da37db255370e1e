package adapters_test

import (
	"testing"
	"time"

	"casework/collectors/source"
	"casework/collectors/testutil"
)

// Reads are what a server reads: rows by an index and without one, and, where
// it tells, blocks of tables and indexes.
type reads struct{ indexed, scanned, blocks int64 }

func (r reads) minus(o reads) reads {
	return reads{r.indexed - o.indexed, r.scanned - o.scanned, r.blocks - o.blocks}
}

// reads is what a product's server has read so far.
func (p *product) reads(t *testing.T, s *store) (r reads) {
	t.Helper()
	if p.on == mariaDB {
		var err error
		if r.indexed, r.scanned, err = p.mariaDBServer(t).Reads(t.Context()); err != nil {
			t.Fatal(err)
		}
		return r
	}
	// A session reports what it read when it ends, at the latest: all others,
	// the one that filled the tables too, have to end first.
	s.reconnect()
	over := func() bool {
		return s.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") == 0
	}
	if !testutil.Within(20*time.Second, over) {
		t.Fatal("other sessions do not end")
	}
	ask := func() reads {
		return reads{
			scanned: s.number("SELECT SUM(seq_tup_read)::bigint FROM pg_stat_user_tables"),
			indexed: s.number("SELECT SUM(idx_tup_read)::bigint FROM pg_stat_user_indexes"),
			blocks:  s.number(`SELECT SUM(heap_blks_read + heap_blks_hit + COALESCE(idx_blks_read, 0) + COALESCE(idx_blks_hit, 0))::bigint FROM pg_statio_user_tables`),
		}
	}
	r = ask()
	if s.number("SELECT current_setting('server_version_num')::bigint") < 150_000 {
		// What sessions report is gathered by a process of its own, sooner or later.
		for before := (reads{indexed: -1}); before != r; r = ask() {
			before = r
			time.Sleep(time.Second)
		}
	}
	return r
}

// costs is what the server reads for something that a source is made to do,
// beyond what it reads for something before, of the same source.
func (p *product) costs(t *testing.T, s *store, as account, before, then func(*source.Source)) reads {
	t.Helper()
	if p.on == mariaDB {
		database := p.open(t, s, as)
		before(database)
		from := p.reads(t, s)
		then(database)
		return p.reads(t, s).minus(from)
	}
	// What a session read is known once it ended.
	from := p.reads(t, s)
	first := p.open(t, s, as)
	before(first)
	closed(t, first)
	between := p.reads(t, s)
	second := p.open(t, s, as)
	before(second)
	then(second)
	closed(t, second)
	return p.reads(t, s).minus(between).minus(between.minus(from))
}

// closed closes a source, whose sessions end with it.
func closed(t *testing.T, database *source.Source) {
	t.Helper()
	if err := database.Close(); err != nil {
		t.Fatal(err)
	}
}

package e2e

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
)

// Canaries are what no exporter may show. Those of columns that no contract
// asks for may not even leave the database; identifiers do, to be hashed.
var (
	canaries = map[string]string{
		"name": "Kari Kanarifugl", "identity number": "01017000027", "free text": "ble slått av sin far",
		"case worker": "saksbehandler-kvitter", "name in a rejected row": "Ola Kanarifugl",
		"name in a row without unit": "Per Kanarifugl", "text in an error of the database": "mistanke om vold",
	}
	identifierCanaries = map[string]string{
		"identifier": "11057012345", "identifier of a rejected row": "12057012346",
		"identifier of a row without unit": "13057012347",
	}
)

// canaryUnit is the unit of the rows, which must be found wherever canaries
// are looked for: else the search would prove nothing.
const canaryUnit = "Fugleburet"

// caged fills a database with canaries and writes an adapter that carelessly
// names all columns, and whose errors query fails with a text of the row.
func caged(t *testing.T, db *mariadbtest.Server) (adapter string) {
	t.Helper()
	c, id := canaries, identifierCanaries
	columns := "(case_id, unit, received_at, closed_at, changed_at, name, fnr, notes, worker)"
	for _, stmt := range []struct {
		query string
		args  []any
	}{
		{`CREATE TABLE person (case_id VARCHAR(20), unit VARCHAR(50), case_type VARCHAR(20) NOT NULL DEFAULT '', received_at DATETIME,
			closed_at DATETIME, changed_at DATETIME, name VARCHAR(100), fnr CHAR(11), notes TEXT, worker VARCHAR(100),
			KEY (changed_at, case_id))`, nil},
		{"INSERT INTO person " + columns + " VALUES (?, ?, NOW() - INTERVAL 9 DAY, NOW() - INTERVAL 1 DAY, NOW() - INTERVAL 1 DAY, ?, ?, ?, ?)", []any{
			id["identifier"], canaryUnit, c["name"], c["identity number"], c["free text"], c["case worker"],
		}},
		{"INSERT INTO person " + columns + " VALUES (?, ?, NOW(), NOW() - INTERVAL 1 DAY, NOW(), ?, ?, ?, '')", []any{
			id["identifier of a rejected row"], canaryUnit, c["name in a rejected row"], c["identity number"], c["free text"],
		}},
		{"INSERT INTO person " + columns + " VALUES (?, NULL, NOW(), NULL, NOW(), ?, ?, ?, '')", []any{
			id["identifier of a row without unit"], c["name in a row without unit"], c["identity number"], c["free text"],
		}},
		{"INSERT INTO person " + columns + " VALUES (NULL, ?, NOW(), NULL, NOW(), ?, ?, ?, '')", []any{
			canaryUnit, c["name"], c["identity number"], c["text in an error of the database"],
		}},
	} {
		if err := db.Exec(stmt.query, stmt.args...); err != nil {
			t.Fatal(err)
		}
	}
	adapter = t.TempDir()
	for name, query := range map[string]string{
		"cases.sql": "SELECT * FROM person",
		"errors.sql": "SELECT 1 AS error_id, unit, received_at AS reported_at, name, fnr, " +
			"EXTRACTVALUE('<a/>', CONCAT('~', (SELECT notes FROM person WHERE case_id IS NULL))) AS kind FROM person",
	} {
		if err := os.WriteFile(filepath.Join(adapter, name), []byte(query), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return adapter
}

// A surface is something that an exporter shows, prints or keeps.
type surface struct {
	name    string
	content []byte
	unit    bool // must name the unit
}

// surfaces gathers all that a running exporter discloses.
func surfaces(t *testing.T, x *subject) []surface {
	t.Helper()
	var all []surface
	for _, accept := range []string{
		"text/plain", "application/openmetrics-text; version=1.0.0",
		"application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
	} {
		for _, coding := range []string{"identity", "gzip", "zstd"} {
			all = append(all, surface{"/metrics as " + accept + ", " + coding, x.fetch("/metrics", accept, coding), true})
		}
	}
	for _, path := range []string{"/board", "/board?lang=en&order=name", "/board/unit?source=test&unit=" + url.QueryEscape(canaryUnit)} {
		for _, coding := range []string{"identity", "gzip"} {
			all = append(all, surface{path + ", " + coding, x.fetch(path, "", coding), true})
		}
	}
	for _, path := range []string{"/", "/-/ready", "/-/healthy", "/debug/pprof/goroutine?debug=2", "/debug/vars"} {
		all = append(all, surface{path, x.fetch(path, "", "identity"), false})
	}
	for _, command := range []string{"check", "report", "--config.check", "help", "version"} {
		path, err := binary()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(path, command)
		cmd.Env = slices.Concat(x.env, []string{"CASEWORK_LISTEN_ADDRESS=127.0.0.1:0", "CASEWORK_STATE_DIR=" + t.TempDir()})
		out, _ := cmd.CombinedOutput() // check finds problems, and report no month, as they should
		all = append(all, surface{"output of " + command, out, false})
	}
	log, err := os.ReadFile(x.log.Name())
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, surface{"log", log, false})
	err = filepath.WalkDir(filepath.Dir(x.log.Name()), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == x.log.Name() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(all, surface{"file " + filepath.Base(path), content, strings.HasSuffix(path, ".state")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// fetch gets a page in a format and coding, decoded.
func (x *subject) fetch(path, accept, coding string) []byte {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), http.MethodGet, "http://"+x.address+path, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	r.Header.Set("Accept-Encoding", coding)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer response.Body.Close()
	var body io.Reader = response.Body
	switch response.Header.Get("Content-Encoding") {
	case "gzip":
		if body, err = gzip.NewReader(body); err != nil {
			x.t.Fatal(err)
		}
	case "zstd":
		z, err := zstd.NewReader(body)
		if err != nil {
			x.t.Fatal(err)
		}
		defer z.Close()
		body = z
	}
	content, err := io.ReadAll(body)
	if err != nil {
		x.t.Fatal(err)
	}
	return content
}

// TestCanaries: what is personal in a database is nowhere that the exporter
// shows, prints or keeps, and what no contract names does not leave the
// database, though the adapter names it.
func TestCanaries(t *testing.T) {
	db := mariadbtest.Start(t)
	adapter := caged(t, db)
	wire := newTap(t, db.Host, db.Port)
	x := newProcess(t, mariaDB(db), "TEST_PORT="+strconv.Itoa(wire.port()), "TEST_TLS=off", "TEST_ADAPTER="+adapter,
		"CASEWORK_LOG_LEVEL=debug", "GOTRACEBACK=all")
	x.start()
	failed := []byte(" errors of source") // already the sample of its rows fails
	var page []byte
	read := func() bool {
		log, err := os.ReadFile(x.log.Name())
		if err != nil {
			t.Fatal(err)
		}
		text := x.get("/metrics")
		if text == nil {
			return false
		}
		page, _ = io.ReadAll(text.Body)
		_ = text.Body.Close()
		return bytes.Contains(log, failed) && bytes.Contains(page, []byte(`casework_source_rows_rejected{source="test",query="cases",reason="no_unit"} 1`))
	}
	if !testutil.Within(60*time.Second, read) {
		t.Fatalf("the rows were not read in 60 s:\n%s", page)
	}
	for _, s := range surfaces(t, x) {
		if s.unit && !bytes.Contains(s.content, []byte(canaryUnit)) {
			t.Errorf("%s does not name the unit, so searching it proves nothing", s.name)
		}
		for _, list := range []map[string]string{canaries, identifierCanaries} {
			for what, canary := range list {
				if at := bytes.Index(s.content, []byte(canary)); at >= 0 {
					t.Errorf("%s shows a canary (%s): …%s", s.name, what, s.content[max(at-80, 0):min(at+40, len(s.content))])
				}
			}
		}
	}
	x.kill()
	if !wire.seen(identifierCanaries["identifier"]) {
		t.Error("the identifier was not seen on the wire, so searching it proves nothing")
	}
	for what, canary := range canaries {
		if what != "text in an error of the database" && wire.seen(canary) {
			t.Errorf("the database sent a canary (%s)", what)
		}
	}
}

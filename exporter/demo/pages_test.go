package main

import (
	"compress/gzip"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/testutil/pages"
)

// TestCommandsOfPages: the demo takes files as its page says, which make hands on,
// and lists its flags.
func TestCommandsOfPages(t *testing.T) {
	files := map[string]string{
		"cases.csv":  "case_id;unit;received_at\n1;A;2018-03-01 12:00:00\n2;A;2018-03-01 12:00:00\n3;B;02.03.2018 12:00\n",
		"errors.csv": "error_id,unit,reported_at,kind\n1,A,2018-03-01 13:00:00,complaint\n", "programmes.csv": "unit,programme,starts_on\nA,veiledning,2018-02-01\n",
	}
	env := map[string]string{}
	for _, word := range strings.Fields(pages.Script(t, "../..", "exporter/demo/README.md", "make demo CASES="))[2:] {
		name, value, _ := strings.Cut(word, "=")
		path := filepath.Join(t.TempDir(), value)
		var b strings.Builder
		content := files[strings.TrimSuffix(value, ".gz")]
		if content == "" {
			t.Fatalf("no example of %s", value)
		}
		if strings.HasSuffix(value, ".gz") {
			w := gzip.NewWriter(&b)
			if _, err := w.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			content = b.String()
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		env[name] = path
	}
	t.Setenv("DEMO_STAND_IN", "serves")
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr output
	code := run(context.Background(), []string{"-exporter", self, "-listen", "127.0.0.1:0", "-once"}, func(name string) string { return env[name] }, &stdout, &stderr)
	if code != 0 || !strings.Contains(stdout.String(), "Open cases                           3\n") {
		t.Errorf("exit %d: %s%s", code, stdout.String(), stderr.String())
	}

	words := strings.Fields(pages.Script(t, "../..", "exporter/demo/README.md", "demo -help"))
	var help output
	if code := run(context.Background(), words[1:], os.Getenv, &stdout, &help); code != 0 || !strings.Contains(help.String(), "-effect-wait") {
		t.Errorf("exit %d: %s", code, help.String())
	}
}

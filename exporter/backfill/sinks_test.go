package main

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/exp/api/remote"
	promclient "github.com/prometheus/client_golang/prometheus"
	promremote "github.com/prometheus/prometheus/storage/remote"
)

// TestSinksAgree: what a remote-write receiver gets in either version of the
// protocol, and what OpenMetrics text says, is what the blocks hold.
func TestSinksAgree(t *testing.T) {
	t.Parallel()
	const end = 45 * day
	p, err := newTown(begin, 50).past(begin + end)
	if err != nil {
		t.Fatal(err)
	}
	dirs := map[histograms]string{"classic": t.TempDir(), "both": t.TempDir()}
	stored := map[histograms]*prometheus{}
	for form, dir := range dirs {
		write(t, p, begin, begin+end, dir, form, blocks)
		stored[form] = openPrometheus(t, dir)
	}
	compare := func(name string, got *prometheus, form histograms) {
		t.Helper()
		n := 0
		for at := begin; at <= begin+end; at += day {
			for _, expr := range []string{`{__name__=~"casework_.+",__name__!~"casework_(wait|turnaround)_seconds"}`, "histogram_count(casework_turnaround_seconds)"} {
				want := stored[form].query(t, expr, at)
				if diff := cmp.Diff(want, got.query(t, expr, at)); diff != "" {
					t.Fatalf("%s at %s (-blocks +%s):\n%s", expr, r3339(at), name, diff)
				}
				n += len(want)
			}
		}
		if n < 1000 {
			t.Fatalf("only %d samples were compared", n)
		}
	}
	for _, protocol := range []string{"1.0", "2.0"} {
		got := openPrometheus(t, t.TempDir())
		receiver := httptest.NewServer(promremote.NewWriteHandler(quiet(), promclient.NewRegistry(), got.db,
			remote.MessageTypes{remote.WriteV1MessageType, remote.WriteV2MessageType}, false, false))
		defer receiver.Close()
		o := options{format: remoteWrite, url: receiver.URL + "/api/v1/write", protocol: protocol, client: receiver.Client(), histograms: "both"}
		for range 2 { // the second time changes nothing
			if _, err := writeAs(t.Context(), t, p, begin, begin+end, &o, io.Discard); err != nil {
				t.Fatal(err)
			}
		}
		compare("remote write "+protocol, got, "both")
	}

	text := t.TempDir()
	write(t, p, begin, begin+end, text, "classic", openMetrics)
	read := openPrometheus(t, t.TempDir())
	unzip(t, text)
	files, _ := filepath.Glob(text + "/*.om")
	if len(files) < 3 {
		t.Fatalf("only the files %v", files)
	}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		read.store(t, content, "application/openmetrics-text", begin*1000)
	}
	compare("OpenMetrics", read, "classic")
}

package exposition

import (
	"math/rand/v2"
	"net/http/httptest"
	"os/exec"
	"testing"

	"casework/collectors/testutil"
)

// TestClientsReadKept: clients that other people wrote read what is put together of
// kept pieces, after changes too.
func TestClientsReadKept(t *testing.T) {
	clients := map[string][]string{
		"curl": {"curl", "--silent", "--show-error", "--fail", "--compressed"},
		"python3": {"python3", "-c", `import gzip, sys, urllib.request as u, zlib
body = u.urlopen(u.Request(sys.argv[1], headers={"Accept-Encoding": "gzip"})).read()
text = gzip.decompress(body)
one = zlib.decompressobj(31)
assert one.decompress(body) == text and one.eof and not one.unused_data, "more than one member"
sys.stdout.buffer.write(text)`},
	}
	rng := rand.New(rand.NewPCG(1, 1))
	s := municipality(300)
	e := New(oneMetric(), discardLog(), Options{})
	server := httptest.NewServer(e)
	defer server.Close()
	for name, words := range clients {
		t.Run(name, func(t *testing.T) {
			testutil.NeedProgram(t, name, name)
			for range 3 {
				s = changed(rng, s, 60)
				e.Publish(s)
				client := exec.Command(words[0], append(words[1:], server.URL)...)
				got, err := client.Output()
				if err != nil {
					t.Fatal(err)
				}
				if want := string(renderAll(s, formatText)) + selfText; string(got) != want {
					t.Errorf("%d bytes of text, want %d: they differ at byte %d", len(got), len(want), commonPrefix(got, []byte(want)))
				}
			}
		})
	}
}

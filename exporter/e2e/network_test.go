package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/testutil"
)

// A network stands between the exporter and its database, and fails as it is
// told. It is a Toxiproxy, in a process of its own.
type network struct {
	t        *testing.T
	api      string // URL
	listen   string // address that is forwarded
	upstream string // address that it is forwarded to
	ends     bool   // it ends connections in the middle of what they carry
	log      bytes.Buffer
}

// A toxic is something that a network does to what it carries, by the name
// that Toxiproxy gives it.
type toxic struct {
	Type       string         `json:"type"`
	Stream     string         `json:"stream"` // downstream: what the database sends; upstream: what the exporter sends
	Toxicity   float64        `json:"toxicity"`
	Attributes map[string]int `json:"attributes"`
}

// downstream and upstream are toxics of one direction.
func downstream(kind string, attributes map[string]int) toxic {
	return toxic{Type: kind, Stream: "downstream", Toxicity: 1, Attributes: attributes}
}

func upstream(kind string, attributes map[string]int) toxic {
	return toxic{Type: kind, Stream: "upstream", Toxicity: 1, Attributes: attributes}
}

// silent is a direction that carries nothing, while its connections stay open.
func silent(one func(string, map[string]int) toxic) toxic {
	return one("timeout", map[string]int{"timeout": 0})
}

// reset has connections end with a reset (RST) instead of a farewell (FIN). It
// takes effect on new ones, and passes on what it carries: with toxicity 0 the
// proxy sets the connection up for it and does no more.
var reset = toxic{Type: "reset_peer", Stream: "downstream", Attributes: map[string]int{"timeout": 0}}

// toxiproxy builds the proxy once, in the module of tools, as the exporter needs
// nothing of it.
var toxiproxy = built("../../deploy/tools", "github.com/Shopify/toxiproxy/v2/cmd/server", "toxiproxy")

// newNetwork forwards a free port of 127.0.0.1 to a server's.
func newNetwork(t *testing.T, host string, port int) *network {
	t.Helper()
	path, err := toxiproxy()
	if err != nil {
		t.Fatal(err)
	}
	address := testutil.FreeAddress(t)
	_, apiPort, _ := net.SplitHostPort(address)
	n := &network{t: t, api: "http://" + address}
	cmd := exec.Command(path, "-host", "127.0.0.1", "-port", apiPort, "-proxy-metrics")
	cmd.Stdout, cmd.Stderr = &n.log, &n.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed: the error is what was asked for
		if t.Failed() {
			t.Logf("log of Toxiproxy:\n%s", tail(n.log.Bytes(), 3000))
		}
	})
	up := func() bool {
		r, err := http.Get(n.api + "/version")
		if err != nil {
			return false
		}
		_ = r.Body.Close()
		return true
	}
	if !testutil.Eventually(up) {
		t.Fatalf("Toxiproxy does not answer after %v", testutil.Patience)
	}
	n.listen, n.upstream = "127.0.0.1:0", net.JoinHostPort(host, strconv.Itoa(port))
	n.begin()
	return n
}

// begin begins to forward.
func (n *network) begin() {
	n.t.Helper()
	var proxy struct{ Listen string }
	n.ask("POST", "/proxies", map[string]string{"name": "database", "listen": n.listen, "upstream": n.upstream}, &proxy)
	n.listen = proxy.Listen
}

// port is where the network listens.
func (n *network) port() int {
	_, port, _ := net.SplitHostPort(n.listen)
	number, _ := strconv.Atoi(port)
	return number
}

// ask sends a request to Toxiproxy, and takes its answer unless that is nil.
func (n *network) ask(method, path string, body, answer any) {
	n.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		n.t.Fatal(err)
	}
	request, err := http.NewRequest(method, n.api+path, bytes.NewReader(content))
	if err != nil {
		n.t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		n.t.Fatal(err)
	}
	defer r.Body.Close()
	if content, err = io.ReadAll(r.Body); err != nil || r.StatusCode >= 300 {
		n.t.Fatalf("%s %s: %s, %v\n%s", method, path, r.Status, err, content)
	}
	if answer != nil {
		if err := json.Unmarshal(content, answer); err != nil {
			n.t.Fatal(err)
		}
	}
}

// add has the network do something to what it carries from now on.
func (n *network) add(toxics ...toxic) {
	n.t.Helper()
	for _, toxic := range toxics {
		n.ends = n.ends || toxic.Type == "limit_data"
		n.ask("POST", "/proxies/database/toxics", toxic, nil)
	}
}

// down breaks every connection and refuses new ones.
func (n *network) down() {
	n.t.Helper()
	n.ask("POST", "/proxies/database", map[string]bool{"enabled": false}, nil)
}

// cut breaks every connection.
func (n *network) cut() {
	n.t.Helper()
	n.down()
	n.ask("POST", "/proxies/database", map[string]bool{"enabled": true}, nil)
}

// lead has the network end at another server, and breaks every connection.
func (n *network) lead(host string, port int) {
	n.t.Helper()
	n.upstream = net.JoinHostPort(host, strconv.Itoa(port))
	n.ask("POST", "/proxies/database", map[string]any{"enabled": true, "upstream": n.upstream}, nil)
}

// heal ends every fault. Connections that carried nothing break, and so do all where
// some were ended in the middle of what they carry: Toxiproxy waits for ever for one that
// it has ended and not yet forgotten, and then answers nobody any more. So it forgets all.
func (n *network) heal() {
	n.t.Helper()
	if n.ends {
		n.ends = false
		n.ask("DELETE", "/proxies/database", nil, nil)
		n.begin()
	}
	n.ask("POST", "/reset", nil, nil)
}

// carried is how many bytes the database has sent over connections that have
// ended.
func (n *network) carried() (bytes float64) {
	n.t.Helper()
	r, err := http.Get(n.api + "/metrics")
	if err != nil {
		n.t.Fatal(err)
	}
	defer r.Body.Close()
	content, err := io.ReadAll(r.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		series, value, _ := strings.Cut(strings.TrimSpace(line), "} ")
		if strings.HasPrefix(series, `toxiproxy_proxy_sent_bytes_total{direction="downstream"`) {
			v, err := strconv.ParseFloat(value, 64)
			if err != nil {
				n.t.Fatal(err)
			}
			bytes += v
		}
	}
	return bytes
}

package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// A network stands between the exporter and its database, and fails as it is
// told. It is a Toxiproxy, in a process of its own.
type network struct {
	t      *testing.T
	api    string // URL
	listen string // address that is forwarded
	log    bytes.Buffer
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
	var proxy struct{ Listen string }
	n.ask("POST", "/proxies", map[string]string{
		"name": "database", "listen": "127.0.0.1:0", "upstream": net.JoinHostPort(host, strconv.Itoa(port)),
	}, &proxy)
	n.listen = proxy.Listen
	return n
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
	n.ask("POST", "/proxies/database", map[string]any{
		"enabled": true, "upstream": net.JoinHostPort(host, strconv.Itoa(port)),
	}, nil)
}

// heal ends every fault. Connections that carried nothing break.
func (n *network) heal() {
	n.t.Helper()
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

// TestNetworkFailsAsTold: what a network does must be what the faults say, or
// trying them would prove nothing.
func TestNetworkFailsAsTold(t *testing.T) {
	needFaults(t)
	const text = "0123456789"
	n := newNetwork(t, "127.0.0.1", echo(t))
	for _, tt := range []struct {
		name   string
		toxics []toxic
		want   string // that comes back
		err    error  // that the connection ends with
	}{
		{"healthy", nil, text, nil},
		{"truncated", []toxic{downstream("limit_data", map[string]int{"bytes": 5})}, "01234", nil},
		{"reset", []toxic{reset, downstream("limit_data", map[string]int{"bytes": 5})}, "01234", syscall.ECONNRESET},
		{"sliced", []toxic{downstream("slicer", map[string]int{"average_size": 2, "size_variation": 1})}, text, nil},
		{"no answers", []toxic{silent(downstream)}, "", errNothing},
		{"no questions", []toxic{silent(upstream)}, "", errNothing},
		{"healthy again", nil, text, nil},
	} {
		before := n.carried()
		n.add(tt.toxics...)
		got, err := exchange(t, n.port(), text, errors.Is(tt.err, errNothing))
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %q came back and ended with %v, want %q and %v", tt.name, got, err, tt.want, tt.err)
		}
		n.heal()
		if !testutil.Eventually(func() bool { return n.carried() == before+float64(len(got)) }) {
			t.Fatalf("%s: %v bytes are said to have come back, want %d", tt.name, n.carried()-before, len(got))
		}
	}
	n.down()
	if c, err := net.Dial("tcp", n.listen); err == nil {
		_ = c.Close()
		t.Error("a network that is down takes connections")
	}
}

// errNothing is that nothing comes back for a second.
var errNothing = errors.New("nothing comes back")

// exchange sends text and returns what comes back until the end, and how that
// ends. In vain is to send half of it, to which the server does not say
// farewell, and to give up after a second.
func exchange(t *testing.T, port int, text string, inVain bool) (string, error) {
	t.Helper()
	c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if inVain {
		text = text[:len(text)/2]
	}
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	if inVain {
		_ = c.SetReadDeadline(time.Now().Add(time.Second))
	}
	back, err := io.ReadAll(c)
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		err = errNothing
	}
	return string(back), err
}

// echo starts a server that sends back the first ten bytes, and returns its
// port.
func echo(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.CopyN(c, c, 10) // fails when the network is cut, as it should
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

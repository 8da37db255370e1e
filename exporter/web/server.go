package web

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/exporter-toolkit/web"

	"casework/collectors"
	"casework/collectors/families"
)

// limits keep slow and greedy clients from using the exporter up.
type limits struct {
	readHeader time.Duration // to send the headers of a request
	read       time.Duration // to send a request
	write      time.Duration // to take the answer, from the end of its headers
	idle       time.Duration // between two requests of a connection
	shutdown   time.Duration // for requests in flight when the server stops
	header     int           // bytes of a request's headers
	scrapes    int           // of /metrics that wait for an answer at the same time; more get 503
	clients    int           // connections at the same time; for more, those that do nothing end
	grace      time.Duration // for which a connection is served before it ends for another
	streams    int           // requests of an HTTP/2 connection at the same time
}

func defaultLimits() limits {
	return limits{
		readHeader: 5 * time.Second, read: 10 * time.Second, write: 30 * time.Second, idle: 2 * time.Minute,
		shutdown: 5 * time.Second, header: 16 << 10, scrapes: 40,
		clients: 500,              // of 1,024 files that a process may have open by default
		grace:   10 * time.Second, // as long as Prometheus waits for a scrape by default
		streams: 8,
	}
}

// Pages are what a Server shows. Its functions may be called concurrently.
type Pages struct {
	Metrics  http.Handler                    // answers scrapes
	Ready    func() (ok bool, reason string) // reason is shown while not ready
	Status   func() []collectors.Status      // of each source, for the status page
	Boards   func() []*families.Overview     // of each source, for the boards; nil for no boards
	Version  string                          // of the program, for the status page
	Revision string                          // that it was built from, for the status page
	Prefix   string                          // below which pages are served: "" for the root, else as "/casework"
	Language string                          // of boards, where a request names none; one of text.Languages, "" for bokmål
	Base     string                          // that links begin with: "" for relative links, else as "/casework/"
}

// A Server serves Pages until it is told to stop.
type Server struct {
	http   *http.Server
	limits limits
	log    *slog.Logger
}

// NewServer returns a server of pages, without an address. It logs to log.
func NewServer(p Pages, log *slog.Logger) *Server { return newServer(p, defaultLimits(), log) }

func newServer(p Pages, l limits, log *slog.Logger) *Server {
	mux := http.NewServeMux()
	mux.Handle("/metrics", limitConcurrency(p.Metrics, l.scrapes))
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) {
		writeText(w, http.StatusOK, "healthy")
	})
	mux.HandleFunc("GET /-/ready", func(w http.ResponseWriter, _ *http.Request) {
		if ok, reason := p.Ready(); !ok {
			writeText(w, http.StatusServiceUnavailable, "not ready: "+reason)
			return
		}
		writeText(w, http.StatusOK, "ready")
	})
	mux.Handle("GET /{$}", newStatusPage(p, time.Now))
	if p.Boards != nil {
		shown := limitConcurrency(newBoards(p.Boards, p.Base, p.Language, time.Now, log), boardRequests)
		mux.Handle("GET /board", shown)
		mux.Handle("GET /board/unit", shown)
	}
	return &Server{limits: l, log: log, http: &http.Server{
		Handler:           trackRequests(below(p.Prefix, p.Base, mux)),
		ReadHeaderTimeout: l.readHeader,
		ReadTimeout:       l.read,
		WriteTimeout:      l.write,
		IdleTimeout:       l.idle,
		MaxHeaderBytes:    l.header,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: l.streams},
		ConnState:         trackState,
		ConnContext:       withConn,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // clients' faults, not ours
	}}
}

// below serves pages below a prefix. What asks at the root is sent there, with
// the links' base if there is one, as a reader behind a proxy needs it.
func below(prefix, base string, pages http.Handler) http.Handler {
	if prefix == "" {
		return pages
	}
	root := prefix + "/"
	mux := http.NewServeMux()
	mux.Handle(root, http.StripPrefix(prefix, pages))
	mux.Handle("GET /{$}", http.RedirectHandler(cmp.Or(base, root), http.StatusFound))
	return mux
}

func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // a client that has left needs no answer
}

// limitConcurrency answers 503 to requests beyond most at the same time. What
// it limits is the work for an answer: one that is being sent needs none, so
// that clients who fetch theirs slowly are in nobody's way.
func limitConcurrency(h http.Handler, most int) http.Handler {
	slots := make(chan struct{}, most)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			begun := sync.OnceFunc(func() { <-slots })
			defer begun()
			h.ServeHTTP(firstWrite{w, begun}, r)
		default:
			w.Header().Set("Retry-After", "1")
			writeText(w, http.StatusServiceUnavailable,
				fmt.Sprintf("%d requests for this page are being answered already", most))
		}
	})
}

// A firstWrite reports when the first bytes of an answer are written.
type firstWrite struct {
	http.ResponseWriter
	begun func()
}

// Write implements http.ResponseWriter.
func (a firstWrite) Write(p []byte) (int, error) {
	a.begun()
	return a.ResponseWriter.Write(p)
}

// Serve answers requests on l until ctx ends, then lets those in flight
// finish for a while. It closes l. The web configuration file, of the
// exporter toolkit, may be "". Serve may be called once.
func (s *Server) Serve(ctx context.Context, l net.Listener, webConfigFile string) error {
	l = newConnLimiter(l, s.limits.clients, s.limits.grace)
	served := make(chan error, 1)
	go func() {
		served <- web.Serve(l, s.http, &web.FlagConfig{WebConfigFile: &webConfigFile}, s.log)
	}()
	select {
	case err := <-served: // not before it was asked to end: a failure
		_ = l.Close() // may be open still if the web configuration was refused
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	// ctx has ended; what is left must not end with it.
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.shutdown)
	defer cancel()
	err := s.http.Shutdown(limited)
	if err != nil {
		_ = s.http.Close()
		s.log.Warn("requests cut off at shutdown", "err", err)
	}
	_ = l.Close() // a no-op unless Shutdown came before Serve knew the listener
	if err := <-served; err != nil {
		s.log.Debug("server ended", "err", err)
	}
	return nil
}

package collectors

import (
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/timeseries"
)

// TestStatusDuringAPublish: who asks for the state of a source gets it as of
// the last publish, however long the next one takes.
func TestStatusDuringAPublish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := smallSource()
		hold := make(chan chan struct{}, 1) // what the next publish waits for
		publish := func(*timeseries.Snapshot) {
			select {
			case until := <-hold:
				<-until
			default:
			}
		}
		p := mustPoller(t, PollerConfig{
			Name: "test", Source: source, Ledger: ledger.New(ledgerOptions, 7, time.Now().Unix()),
			Publisher: mustPublisher(t, publish, "test"), Metrics: NewPollMetrics(), Log: slog.New(slog.DiscardHandler),
			Options: Options{ReconcileAt: -1, ListsEvery: 1},
		})
		rendered := make(chan struct{})
		hold <- rendered
		first := make(chan error, 1)
		go func() { first <- p.Poll(t.Context()) }()
		synctest.Wait()
		if p.Ready() || p.Status().Queue != nil {
			t.Error("ready before anything is shown")
		}
		close(rendered)
		if err := <-first; err != nil {
			t.Fatal(err)
		}
		before := p.Status()
		if !p.Ready() || before.Queue == nil {
			t.Fatalf("not ready, or without a queue, after a publish: %+v", before)
		}
		rendered = make(chan struct{})
		hold <- rendered
		source.receive("A")
		second := make(chan error, 1)
		go func() { second <- p.Poll(t.Context()) }()
		synctest.Wait() // the second publish is held up
		rows, _, _ := p.Held()
		if now := p.Status(); !p.Ready() || now.Queue == nil || *now.Queue != *before.Queue || rows["cases"] == 0 || p.Rejected() == nil {
			t.Errorf("during a publish: %+v, want the queue %+v", now, before.Queue)
		}
		close(rendered)
		if err := <-second; err != nil {
			t.Fatal(err)
		}
		if now := p.Status(); now.Queue.Open != before.Queue.Open+1 {
			t.Errorf("%d open after it, want %d", now.Queue.Open, before.Queue.Open+1)
		}
	})
}

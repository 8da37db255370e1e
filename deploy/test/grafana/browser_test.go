package grafana

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A tab is one page of the browser.
type tab struct {
	context.Context //nolint:containedctx // chromedp's context is the tab itself

	mu       sync.Mutex
	messages []string // errors that the page wrote to its console
}

// newBrowser starts a browser of its own.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // the tests may run as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("accept-lang", "nb-NO"),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(2*time.Minute),
	)
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium (CHROMIUM): %v", err)
	}
	return ctx
}

// remember has each canvas remember what is written on it: the page itself does not know.
const remember = `(() => {
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
    (this.canvas.written ??= new Set()).add(text);
    return write.call(this, text, ...at);
  };
})()`

// newTab opens a page that writes down what goes wrong on it.
func newTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	t.Cleanup(stop)
	tb := &tab{Context: ctx}
	messages := chromedp.Console(ctx)
	tb.do(t, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: remember})
		return chromedp.Void{}, err
	})
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == chromedp.ConsoleError {
				tb.mu.Lock()
				tb.messages = append(tb.messages, m.String())
				tb.mu.Unlock()
			}
		}
	}()
	return tb
}

func (tb *tab) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tb, actions...); err != nil {
		t.Fatal(err)
	}
}

// A screen is what a page is shown on.
type screen struct {
	width int64
	phone bool
}

func (s screen) high(height int64) chromedp.Action[chromedp.Void] {
	if s.phone {
		return chromedp.EmulateViewport(s.width, height, chromedp.EmulateMobile, chromedp.EmulatePortrait)
	}
	return chromedp.EmulateViewport(s.width, height)
}

// open shows the page at a URL until nothing changes any more, in a viewport as
// high as the page: Grafana loads panels only once they can be seen.
func (tb *tab) open(t *testing.T, url string, panels int, on screen) seenPage {
	t.Helper()
	tb.do(t, on.high(3000), chromedp.Navigate(url))
	var p seenPage
	begun, changed := time.Now(), time.Now()
	still := 0
	for deadline := time.Now().Add(5 * time.Minute); still < 4; time.Sleep(500 * time.Millisecond) {
		now, err := chromedp.Run(tb, chromedp.Evaluate[seenPage](look))
		if err != nil {
			t.Fatal(err)
		}
		still++
		if len(now.Panels) < panels || now.Loading > 0 || !reflect.DeepEqual(now, p) {
			still, changed = 0, time.Now()
		}
		if now.height() != p.height() {
			tb.do(t, on.high(now.height()+60))
		}
		p = now
		if time.Now().After(deadline) {
			t.Fatalf("%s still changes after minutes, with %d panels of %d: %.2000v", url, len(p.Panels), panels, p)
		}
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	p.messages, p.took = slices.Clone(tb.messages), changed.Sub(begun)
	return p
}

// shoot keeps a picture of the whole page.
func (tb *tab) shoot(t *testing.T, path string) {
	t.Helper()
	picture, err := chromedp.Run(tb, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

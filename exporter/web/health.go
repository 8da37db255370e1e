package web

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// healthTimeout is how long CheckHealth waits for an answer.
const healthTimeout = 5 * time.Second

// CheckHealth asks the exporter at address, host:port, of this machine or
// container whether it serves, so that an image without shell and curl can
// have a health check.
//
// Any answer below 500 will do: a server that wants a password, a client
// certificate or TLS answers 401 or 400, and that it does so shows that it
// lives. So the check needs no credentials and works with every web
// configuration.
func CheckHealth(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/-/healthy", http.NoBody)
	if err != nil {
		return fmt.Errorf("healthcheck: %w", err)
	}
	// No proxy: it is this machine. No redirect: whatever answers, answers.
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("healthcheck: %w", err)
	}
	_ = answer.Body.Close() // its status is all that was asked for
	if answer.StatusCode >= http.StatusInternalServerError {
		return fmt.Errorf("healthcheck: http://%s/-/healthy answers %s; healthy is anything below 500", address, answer.Status)
	}
	return nil
}

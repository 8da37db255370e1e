package app

import (
	"io"
	"log/slog"
)

// NewLogger returns a logger that writes to w in a format of the settings,
// "logfmt" or "json".
func NewLogger(w io.Writer, format string, level slog.Level) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

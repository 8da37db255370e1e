package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
)

// A lineWriter passes whole lines on, each with a prefix, and remembers the
// last few.
type lineWriter struct {
	to     io.Writer
	prefix string

	mu   sync.Mutex
	part []byte
	last []string
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.part = append(w.part, p...)
	for {
		advance, line, _ := bufio.ScanLines(w.part, false)
		if advance == 0 {
			return len(p), nil
		}
		w.emit(string(line))
		w.part = w.part[advance:]
	}
}

func (w *lineWriter) emit(line string) {
	fmt.Fprintf(w.to, "%s%s\n", w.prefix, line)
	w.last = append(w.last, line)
	w.last = w.last[max(0, len(w.last)-3):]
}

func (w *lineWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.part) > 0 {
		w.emit(string(w.part))
		w.part = nil
	}
}

func (w *lineWriter) tail() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.last, " / ")
}

package main

import (
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/exporter/command"
)

func TestHelp(t *testing.T) {
	var b strings.Builder
	if err := command.WriteHelp(&b); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/help.txt", b.String())
}

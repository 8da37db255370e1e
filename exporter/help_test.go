package main

import (
	"strings"
	"testing"

	"casework/collectors/testutil"
)

func TestHelp(t *testing.T) {
	var b strings.Builder
	if err := writeHelp(&b); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/help.txt", b.String())
}

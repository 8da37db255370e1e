package command

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"casework/exporter/text"
)

// ParseOwn reads the flags that a command has to itself, which define declares, and
// takes nothing else. The error begins with the command's name and ends with
// known, which says what its flags are.
func ParseOwn(name, known string, args []string, define func(*flag.FlagSet)) error {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error says it
	define(flags)
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("%s: %w; %s", name, err, known)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s: unexpected argument %s; %s", name, text.Quote(flags.Arg(0)), known)
	}
	return nil
}

// CheckLanguage fails if a command's --lang is neither a language nor "", which is
// that of the settings.
func CheckLanguage(name, lang string) error {
	if lang != "" && !slices.Contains(text.Languages(), lang) {
		return fmt.Errorf("%s: --lang=%s: allowed: %s", name, text.Quote(lang), strings.Join(text.Languages(), " or "))
	}
	return nil
}

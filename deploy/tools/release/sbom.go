package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/CycloneDX/cyclonedx-gomod/pkg/generate/bin"
	"github.com/google/uuid"
	"github.com/rs/zerolog"
)

// billOfMaterials writes what a program is made of: what its own build
// information names, so nothing that is merely in go.mod.
func (r *release) billOfMaterials(program, to string) error {
	generator, err := bin.NewGenerator(program,
		bin.WithIncludeStdlib(true), bin.WithVersionOverride("v"+r.version), bin.WithLogger(zerolog.Nop()))
	if err != nil {
		return err
	}
	bom, err := generator.Generate()
	if err != nil {
		return fmt.Errorf("bill of materials of %s: %w", program, err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	// A number of its own, as the format wants, that is the same next time.
	sum := sha256.Sum256(content)
	bom.SerialNumber = uuid.NewSHA1(uuid.NameSpaceOID, sum[:]).URN()
	bom.Metadata.Timestamp = r.time.Format(time.RFC3339)
	var made bytes.Buffer
	if err := cdx.NewBOMEncoder(&made, cdx.BOMFileFormatJSON).SetPretty(true).Encode(bom); err != nil {
		return fmt.Errorf("bill of materials of %s: %w", program, err)
	}
	return os.WriteFile(to, made.Bytes(), 0o644)
}

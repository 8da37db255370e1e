package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// copyTree copies a file, or a folder with all that is in it except the
// paths in leave. Links become what they point to: an archive must not point
// outside of itself.
func copyTree(from, to string, leave []string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		content, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		return os.WriteFile(to, content, info.Mode().Perm())
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, e := range entries {
		if slices.Contains(leave, e.Name()) {
			continue
		}
		var below []string
		for _, path := range leave {
			if rest, ok := strings.CutPrefix(path, e.Name()+"/"); ok {
				below = append(below, rest)
			}
		}
		if err := copyTree(filepath.Join(from, e.Name()), filepath.Join(to, e.Name()), below); err != nil {
			return err
		}
	}
	return nil
}

// pack packs a file by gzip, without name and time.
func pack(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(to, packed.Bytes(), 0o644)
}

// archive packs folder into the file name of dist, as the folder root.
func (r *release) archive(folder, name, root string) (err error) {
	file, err := os.Create(filepath.Join(r.dist, name))
	if err != nil {
		return err
	}
	zipped, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		return err
	}
	packed := tar.NewWriter(zipped)
	defer func() {
		for _, c := range []io.Closer{packed, zipped, file} {
			if closed := c.Close(); err == nil {
				err = closed
			}
		}
	}()
	// WalkDir goes in the order of names, the same everywhere.
	return filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		below, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		// Only what should be in it: not the owner and the times of here.
		header := &tar.Header{
			Name: filepath.ToSlash(filepath.Join(root, below)), Mode: int64(info.Mode().Perm()), ModTime: r.time,
			Typeflag: tar.TypeDir, Format: tar.FormatPAX, Uname: "root", Gname: "root",
		}
		if entry.IsDir() {
			header.Name += "/"
			return packed.WriteHeader(header)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		header.Typeflag, header.Size = tar.TypeReg, int64(len(content))
		if err := packed.WriteHeader(header); err != nil {
			return err
		}
		_, err = packed.Write(content)
		return err
	})
}

// sorted are the names of files in their order.
func sorted(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }

// checksums writes SHA256SUMS of everything in dist, for sha256sum -c.
func (r *release) checksums() (err error) {
	entries, err := os.ReadDir(r.dist)
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(r.dist, "SHA256SUMS"))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(r.dist, e.Name()))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%x  %s\n", sha256.Sum256(content), e.Name()); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Close()
}

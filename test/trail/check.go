// Checks an exported trail with nothing of ours: Go's own sumdb/note and sumdb/tlog (Debian: golang-golang-x-mod-dev), which the Go
// project uses for its checksum database. Usage: check FOLDER, with key.txt, checkpoint, old-checkpoint, pack.jsonl, one.tlog-proof, tile/.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func read(name string) string {
	bytes, err := os.ReadFile(filepath.Join(os.Args[1], name))
	must(err, name)
	return string(bytes)
}

func hashOf(text string) (h tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err, "hash")
	if len(bytes) != tlog.HashSize {
		must(fmt.Errorf("%d bytes", len(bytes)), "hash")
	}
	copy(h[:], bytes)
	return
}

type tree struct {
	size int64
	root tlog.Hash
}

// Opens a checkpoint: the note's signature is checked by sumdb/note.
func open(text string, verifier note.Verifier) tree {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("origin %q", lines[0]), "checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	return tree{size, hashOf(lines[2])}
}

// Leaves are RFC 6962 hashes of SHA-256(salt || entry).
func leafOf(entry, salt string) tlog.Hash {
	bytes, err := base64.StdEncoding.DecodeString(salt)
	must(err, "salt")
	commitment := sha256.Sum256(append(bytes, entry...))
	return tlog.RecordHash(commitment[:])
}

func proofOf(lines []string) (proof tlog.RecordProof) {
	for _, line := range lines {
		proof = append(proof, hashOf(line))
	}
	return
}

type tiles struct{}

func (tiles) Height() int                                { return 8 }
func (tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range wanted {
		// Go names the height too: tile/8/0/000.
		bytes, err := os.ReadFile(filepath.Join(os.Args[1], strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return
}

func main() {
	verifier, err := note.NewVerifier(strings.TrimSpace(read("key.txt")))
	must(err, "key")
	now, old := open(read("checkpoint"), verifier), open(read("old-checkpoint"), verifier)

	// The pack: every entry's proof.
	lines := bufio.NewScanner(strings.NewReader(read("pack.jsonl")))
	lines.Buffer(nil, 1<<24)
	var head struct {
		Checkpoint string
		Since      struct {
			Size        int64
			Consistency []string
		}
	}
	lines.Scan()
	must(json.Unmarshal(lines.Bytes(), &head), "head")
	packed := open(head.Checkpoint, verifier)
	entries := 0
	for lines.Scan() {
		var line struct {
			Entry, Salt string
			Proof       []string
		}
		must(json.Unmarshal(lines.Bytes(), &line), "line")
		var facts []interface{}
		must(json.Unmarshal([]byte(line.Entry), &facts), "entry")
		must(tlog.CheckRecord(proofOf(line.Proof), packed.size, packed.root, int64(facts[2].(float64))-1, leafOf(line.Entry, line.Salt)), "record "+facts[3].(string))
		entries++
	}
	var consistency tlog.TreeProof
	for _, line := range head.Since.Consistency {
		consistency = append(consistency, hashOf(line))
	}
	must(tlog.CheckTree(consistency, packed.size, packed.root, old.size, old.root), "consistency")

	// One tlog-proof, as it stands alone.
	parts := strings.SplitN(read("one.tlog-proof"), "\n\n", 2)
	proofLines := strings.Split(parts[0], "\n")
	var opened struct{ Entry, Salt string }
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(proofLines[1], "extra "))
	must(err, "extra")
	must(json.Unmarshal(extra, &opened), "extra")
	index, err := strconv.ParseInt(strings.TrimPrefix(proofLines[2], "index "), 10, 64)
	must(err, "index")
	alone := open(parts[1], verifier)
	must(tlog.CheckRecord(proofOf(proofLines[3:]), alone.size, alone.root, index, leafOf(opened.Entry, opened.Salt)), "tlog-proof")

	// The tiles: Go computes the root and proves every record out of them.
	reader := tlog.TileHashReader(tlog.Tree{N: now.size, Hash: now.root}, tiles{})
	root, err := tlog.TreeHash(now.size, reader)
	must(err, "tree hash")
	if root != now.root {
		must(fmt.Errorf("%v is not %v", root, now.root), "tree hash")
	}
	for n := int64(0); n < now.size; n += 7 {
		_, err := tlog.ProveRecord(now.size, n, reader)
		must(err, "tiles")
	}
	fmt.Printf("go: %d entries, a tree of %d continuing one of %d, one tlog-proof, tiles: all good\n", entries, now.size, old.size)
}

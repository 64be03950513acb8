// xmod checks what Stele writes with code that is not Stele's: Debian's golang.org/x/mod (sumdb/note and sumdb/tlog).
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run xmod.go DIR...
//
// A DIR with a file "proof.tlog-proof" is the proof of one statement (fields.jsonl, card, proof.tlog-proof, log.vkey).
// A DIR with a file "checkpoint" is a log as static tiles (log.vkey beside it, or in the variable STELE_VKEY): every
// entry is hashed, every tile compared, the root recomputed from the entries, and one record in seven proven.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func demand(holds bool, format string, args ...any) {
	if !holds {
		panic(fmt.Sprintf(format, args...))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func read(parts ...string) []byte { return must(os.ReadFile(filepath.Join(parts...))) }

func verifier(dir string) note.Verifier {
	vkey := os.Getenv("STELE_VKEY")
	if vkey == "" {
		vkey = string(read(dir, "log.vkey"))
	}
	return must(note.NewVerifier(strings.TrimSuffix(vkey, "\n")))
}

func openCheckpoint(bytes []byte, key note.Verifier) checkpoint {
	opened := must(note.Open(bytes, note.VerifierList(key)))
	lines := strings.Split(opened.Text, "\n")
	demand(len(lines) == 4, "the checkpoint has %d lines", len(lines))
	demand(lines[0] == key.Name(), "the checkpoint is of the log %s", lines[0])
	size := must(strconv.ParseInt(lines[1], 10, 64))
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: must(tlog.ParseHash(lines[2]))}}
}

func checkFields(dir string, card string) int {
	digests := map[string]string{}
	for _, line := range strings.Split(card, "\n") {
		if parts := strings.Split(line, " "); parts[0] == "field" {
			demand(digests[parts[1]] == "", "the field %s comes twice", parts[1])
			digests[parts[1]] = parts[2]
		}
	}
	shown := 0
	for _, line := range strings.Split(strings.TrimSuffix(string(read(dir, "fields.jsonl")), "\n"), "\n") {
		if line == "" {
			continue
		}
		var field []any
		if err := json.Unmarshal([]byte(line), &field); err != nil {
			panic(err)
		}
		hash := sha256.Sum256([]byte(line))
		demand(digests[field[1].(string)] == hex.EncodeToString(hash[:]), "the field %v was changed", field[1])
		shown++
	}
	return shown
}

func checkBundle(dir string) string {
	card := read(dir, "card")
	shown := checkFields(dir, string(card))
	head, rest, found := bytes.Cut(read(dir, "proof.tlog-proof"), []byte("\n\n"))
	demand(found, "the proof has no checkpoint")
	lines := strings.Split(string(head), "\n")
	demand(lines[0] == "c2sp.org/tlog-proof@v1" && strings.HasPrefix(lines[1], "index "), "this is not a proof file")
	index := must(strconv.ParseInt(lines[1][len("index "):], 10, 64))
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		path = append(path, must(tlog.ParseHash(line)))
	}
	log := openCheckpoint(rest, verifier(dir))
	hash := sha256.Sum256(card)
	leaf := "stele-leaf/v1 statement " + base64.StdEncoding.EncodeToString(hash[:]) + "\n"
	err := tlog.CheckRecord(path, log.tree.N, log.tree.Hash, index, tlog.RecordHash([]byte(leaf)))
	demand(err == nil, "the record is not in the tree: %v", err)
	return fmt.Sprintf("%d fields, entry %d of %d", shown, index, log.tree.N)
}

// Static tiles on a disk. C2SP's paths lack the height, which is always 8; x/mod writes it.
type diskTiles struct{ dir string }

func (d diskTiles) Height() int                                { return 8 }
func (d diskTiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (d diskTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(d.dir, path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func entries(dir string, size int64) [][]byte {
	var out [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: n, W: int(width)}
		data := read(dir, strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			out = append(out, data[2:2+length])
			data = data[2+length:]
		}
	}
	demand(int64(len(out)) == size, "the bundles hold %d entries, the checkpoint says %d", len(out), size)
	return out
}

// The tiles of a tree of that size: x/mod also lists each narrower state of the last ones, which nobody need keep.
func published(size int64) []tlog.Tile {
	var out []tlog.Tile
	for _, tile := range tlog.NewTiles(8, 0, size) {
		if last := len(out) - 1; last >= 0 && out[last].L == tile.L && out[last].N == tile.N {
			out[last] = tile
		} else {
			out = append(out, tile)
		}
	}
	return out
}

func checkTiles(dir string) string {
	head := openCheckpoint(read(dir, "checkpoint"), verifier(dir))
	size := head.tree.N
	all := entries(dir, size)
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	for i, entry := range all {
		stored = append(stored, must(tlog.StoredHashes(int64(i), entry, memory))...)
	}
	demand(must(tlog.TreeHash(size, memory)) == head.tree.Hash, "the entries do not hash to the signed root")
	// TileHashReader proves every tile that it reads against the signed root before it answers.
	disk := tlog.TileHashReader(head.tree, diskTiles{dir})
	proven := 0
	for i := int64(0); i < size; i += 7 {
		hashes := must(disk.ReadHashes([]int64{tlog.StoredHashIndex(0, i)}))
		demand(hashes[0] == tlog.RecordHash(all[i]), "tile and entry %d differ", i)
		path := must(tlog.ProveRecord(size, i, memory))
		demand(tlog.CheckRecord(path, size, head.tree.Hash, i, hashes[0]) == nil, "entry %d is not in the tree", i)
		proven++
	}
	for _, tile := range published(size) {
		data := must(diskTiles{dir}.ReadTiles([]tlog.Tile{tile}))[0]
		demand(bytes.Equal(data, must(tlog.ReadTileData(tile, memory))), "%s is not what the entries give", tile.Path())
	}
	return fmt.Sprintf("log of %d entries, %d proven from the tiles", size, proven)
}

func check(dir string) (failed bool) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Printf("%s: FAILED: %v\n", dir, problem)
			failed = true
		}
	}()
	if _, err := os.Stat(filepath.Join(dir, "proof.tlog-proof")); err == nil {
		fmt.Printf("%s: ok: %s\n", dir, checkBundle(dir))
	} else {
		fmt.Printf("%s: ok: %s\n", dir, checkTiles(dir))
	}
	return false
}

func main() {
	status := 0
	for _, dir := range os.Args[1:] {
		if check(dir) {
			status = 1
		}
	}
	if len(os.Args) < 2 {
		fmt.Println("usage: xmod DIR...")
		status = 2
	}
	os.Exit(status)
}

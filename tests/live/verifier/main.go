// The foreign verifier: it checks what Serai publishes of its trail, with the Go project's own packages for transparency logs.
// It shares no code with Serai, so what it accepts is right by more than our own word.
//
//	verifier tree FOLDER KEY [WITNESS...]       the checkpoint, every tile and every entry in a folder, and cosignatures
//	verifier proof FILE CONTENT KEY             a proof (C2SP tlog-proof) that the content of a file is in the log
//	verifier consistency FOLDER OLD KEY         that the tree in a folder began with the tree of an older checkpoint
//
// It prints one line, and exits with 0 if all holds, with 1 if anything does not, with 2 if it was called in another way.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height, width = 8, 256

func main() {
	args := os.Args[1:]
	var told string
	var err error
	switch {
	case len(args) >= 3 && args[0] == "tree":
		told, err = checkTree(args[1], args[2], args[3:])
	case len(args) == 4 && args[0] == "proof":
		told, err = checkProof(args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "consistency":
		told, err = checkConsistency(args[1], args[2], args[3])
	default:
		fmt.Fprintln(os.Stderr, "verifier tree FOLDER KEY [WITNESS...] | proof FILE CONTENT KEY | consistency FOLDER OLD KEY")
		os.Exit(2)
	}
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("ok:", told)
}

// checkTree recomputes the tree from its entries, and compares every tile and the root with what is published and signed.
func checkTree(folder, key string, witnesses []string) (string, error) {
	published, tree, err := opened(folder, key, witnesses)
	if err != nil {
		return "", err
	}
	verified := tlog.TileHashReader(tree, published)
	var stored hashes
	for start := int64(0); start < tree.N; start += width {
		stop := min(start+width, tree.N)
		if stored, err = checkEntries(published, verified, stored, start, stop); err != nil {
			return "", err
		}
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return "", err
	}
	if root != tree.Hash {
		return "", errors.New("the entries do not have the root that is signed")
	}
	tiles := tlog.NewTiles(height, 0, tree.N)
	for _, tile := range tiles {
		want, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return "", err
		}
		have, err := published.read(tile)
		if err != nil {
			return "", err
		}
		if !bytes.Equal(want, have) {
			return "", fmt.Errorf("%s does not have the hashes of the entries", name(tile))
		}
	}
	return fmt.Sprintf("%d entries, %d tiles, %d cosignatures", tree.N, len(tiles), len(witnesses)), nil
}

// checkEntries compares the entries of one file with the hashes that the signed root vouches for, and stores their hashes.
func checkEntries(published folderReader, verified tlog.HashReader, stored hashes, start, stop int64) (hashes, error) {
	entries, err := published.entries(start/width, int(stop-start))
	if err != nil {
		return nil, err
	}
	indexes := make([]int64, 0, width)
	for number := start; number < stop; number++ {
		indexes = append(indexes, tlog.StoredHashIndex(0, number))
	}
	leaves, err := verified.ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	for at, entry := range entries {
		leaf, number := tlog.RecordHash(entry), start+int64(at)
		if leaf != leaves[at] {
			return nil, fmt.Errorf("entry %d does not have the hash in the tree", number)
		}
		more, err := tlog.StoredHashesForRecordHash(number, leaf, stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

// checkProof checks a proof offline.
func checkProof(file, contentFile, key string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(contentFile)
	if err != nil {
		return "", err
	}
	head, signed, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("it is not a proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return "", errors.New("the proof has no index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return "", err
	}
	var path tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		path = append(path, hash)
	}
	tree, err := checkpoint([]byte(signed), key, nil)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(content)); err != nil {
		return "", err
	}
	return fmt.Sprintf("entry %d of %d", index, tree.N), nil
}

// checkConsistency makes the proof from the published tiles, and checks it against both signed roots.
func checkConsistency(folder, oldFile, key string) (string, error) {
	published, tree, err := opened(folder, key, nil)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(oldFile)
	if err != nil {
		return "", err
	}
	old, err := checkpoint(text, key, nil)
	if err != nil {
		return "", err
	}
	if old.N > tree.N {
		return "", fmt.Errorf("the tree has %d entries, the older one %d", tree.N, old.N)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, published))
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return "", fmt.Errorf("the checkpoints of %d and %d entries are not consistent: %w", old.N, tree.N, err)
	}
	return fmt.Sprintf("the tree of %d entries began with the %d", tree.N, old.N), nil
}

// opened is a folder and the tree that its checkpoint signs.
func opened(folder, key string, witnesses []string) (folderReader, tlog.Tree, error) {
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return "", tlog.Tree{}, err
	}
	tree, err := checkpoint(text, key, witnesses)
	return folderReader(folder), tree, err
}

// checkpoint is the tree that a note states, if the log and all witnesses signed it. The log's key has the name of the log.
func checkpoint(text []byte, key string, witnesses []string) (tlog.Tree, error) {
	log, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open(text, note.VerifierList(log))
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, each := range witnesses {
		witness, err := newCosigner(each)
		if err != nil {
			return tlog.Tree{}, err
		}
		if _, err := note.Open(text, note.VerifierList(witness)); err != nil {
			return tlog.Tree{}, fmt.Errorf("witness %s: %w", witness.Name(), err)
		}
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != log.Name() {
		return tlog.Tree{}, errors.New("it is not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// cosigner verifies the cosignatures of a witness (C2SP tlog-cosignature), which the package note does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(text string) (*cosigner, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("it is not a key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("it is not the key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the number of the key is another one")
	}
	return &cosigner{parts[0], hash, key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(c.key, []byte(message), signature[8:])
}

// hashes are the hashes of a tree in the order of tlog.StoredHashIndex.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		found[at] = h[index]
	}
	return found, nil
}

// folderReader reads published files in a folder.
type folderReader string

func (f folderReader) Height() int                     { return height }
func (f folderReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folderReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for at, tile := range tiles {
		content, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		found[at] = content
	}
	return found, nil
}

// read is the content of a tile; of a partial one that is gone, the beginning of the full one.
func (f folderReader) read(tile tlog.Tile) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(string(f), filepath.FromSlash(name(tile))))
	if errors.Is(err, os.ErrNotExist) && tile.W < width {
		full := tile
		full.W = width
		if content, err = f.read(full); err == nil && len(content) > tile.W*tlog.HashSize {
			content = content[:tile.W*tlog.HashSize]
		}
	}
	return content, err
}

// entries are the first entries of a file of them.
func (f folderReader) entries(number int64, count int) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: -1, N: number, W: count}
	content, err := os.ReadFile(filepath.Join(string(f), filepath.FromSlash(name(tile))))
	if errors.Is(err, os.ErrNotExist) && count < width {
		tile.W = width
		content, err = os.ReadFile(filepath.Join(string(f), filepath.FromSlash(name(tile))))
	}
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for len(content) > 0 {
		if len(content) < 2 || len(content) < 2+int(binary.BigEndian.Uint16(content)) {
			return nil, fmt.Errorf("%s ends inside an entry", name(tile))
		}
		end := 2 + int(binary.BigEndian.Uint16(content))
		found, content = append(found, content[2:end]), content[end:]
	}
	if len(found) != tile.W {
		return nil, fmt.Errorf("%s has %d entries", name(tile), len(found))
	}
	return found[:count], nil
}

// name is the name of a tile in C2SP tlog-tiles: tlog names the height too, which is always 8 there.
func name(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	if rest, ok := strings.CutPrefix(path, "data/"); ok {
		path = "entries/" + rest
	}
	return "tile/" + path
}

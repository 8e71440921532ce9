package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const apiVersion = "/v1.41"

// restoring is the end of the name of a volume that is there while another one is restored (operations/backup/restore.ts).
const restoring = "_restoring"

var errAbsent = errors.New("it must be there, is not")

// engine runs scripts in containers of this node. The proxy that others read the Engine through lets no script run.
type engine struct {
	socket string
	http   *http.Client
}

func newEngine(socket string) *engine {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	return &engine{socket: socket, http: &http.Client{Transport: &http.Transport{DialContext: dial}}}
}

// standIn names what stands for the product of a container; empty for the product itself. It is an error where nothing
// can be saved: a service that is being restored may be empty, and a backup of it would be the newest.
func (e *engine) standIn(ctx context.Context, container string) (string, error) {
	var found struct {
		State  struct{ Running bool }
		Config struct{ Labels map[string]string }
		Mounts []mount
	}
	if err := e.ask(ctx, http.MethodGet, "/containers/"+url.PathEscape(container)+"/json", nil, &found); err != nil {
		return "", err
	}
	if err := e.mustNotBeRestored(ctx, container, found.Mounts); err != nil {
		return "", err
	}
	if !found.State.Running {
		return "", fmt.Errorf("%s: must run, does not", container)
	}
	return found.Config.Labels["bev.double"], nil
}

var errRestoring = errors.New("must be restored whole before it is saved, is not")

func (e *engine) mustNotBeRestored(ctx context.Context, container string, mounts []mount) error {
	for _, mount := range mounts {
		if mount.Type != "volume" {
			continue
		}
		marker := mount.Name + restoring
		err := e.ask(ctx, http.MethodGet, "/volumes/"+url.PathEscape(marker), nil, &struct{}{})
		if err == nil {
			return fmt.Errorf("%s: %w: there is a volume %s", container, errRestoring, marker)
		}
		if !errors.Is(err, errAbsent) {
			return err
		}
	}
	return nil
}

// exec runs a shell script in a container to its end. Nothing is read without `from`.
func (e *engine) exec(ctx context.Context, container, script string, from io.Reader, to io.Writer) error {
	var made struct {
		ID string `json:"Id"`
	}
	asked := map[string]any{
		"Cmd": []string{"sh", "-c", script}, "AttachStdin": from != nil, "AttachStdout": true, "AttachStderr": true,
	}
	if err := e.ask(ctx, http.MethodPost, "/containers/"+url.PathEscape(container)+"/exec", asked, &made); err != nil {
		return err
	}
	complaint, err := e.attach(ctx, made.ID, from, to)
	if err != nil {
		return fmt.Errorf("%s: its script was cut off: %w", container, err)
	}
	code, err := e.exitCode(ctx, made.ID)
	if err != nil {
		return err
	}
	if code != 0 {
		return fmt.Errorf("%s: its script ended with %d: %s", container, code, complaint)
	}
	return nil
}

// attach starts the script and passes its streams on until it ends; it gives the end of what it complains of.
func (e *engine) attach(ctx context.Context, id string, from io.Reader, to io.Writer) (string, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", e.socket)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	const body = `{"Detach":false,"Tty":false}`
	request, err := http.NewRequest(http.MethodPost, "http://engine"+apiVersion+"/exec/"+id+"/start", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Connection", "Upgrade")
	request.Header.Set("Upgrade", "tcp")
	if err := request.Write(conn); err != nil {
		return "", err
	}
	reader := bufio.NewReaderSize(conn, 64<<10)
	answer, err := http.ReadResponse(reader, request)
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols && answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("exec: must be answered with 101, got %s", answer.Status)
	}
	sent := make(chan error, 1)
	go func() {
		var err error
		if from != nil {
			_, err = io.Copy(conn, from)
			// Its end tells the script that there is no more.
			_ = conn.(*net.UnixConn).CloseWrite()
		}
		sent <- err
	}()
	complaint := &lastOf{most: 500}
	if err := frames(reader, to, complaint); err != nil {
		return "", err
	}
	// A script that ends before all is read has not read all.
	select {
	case err := <-sent:
		if err != nil && !errors.Is(err, net.ErrClosed) && from != nil {
			complaint.Write([]byte(" (" + err.Error() + ")"))
		}
	default:
	}
	return complaint.String(), nil
}

// frames takes the Engine's stream apart: a header of eight bytes before each piece.
func frames(from io.Reader, stdout, stderr io.Writer) error {
	var header [8]byte
	for {
		if _, err := io.ReadFull(from, header[:]); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		to := stdout
		if header[0] == 2 {
			to = stderr
		}
		size := int64(binary.BigEndian.Uint32(header[4:]))
		if copied, err := io.CopyN(to, from, size); err != nil {
			return fmt.Errorf("a piece must have %d bytes, has %d: %w", size, copied, err)
		}
	}
}

func (e *engine) exitCode(ctx context.Context, id string) (int, error) {
	for range 100 {
		var found struct {
			Running  bool
			ExitCode *int
		}
		if err := e.ask(ctx, http.MethodGet, "/exec/"+id+"/json", nil, &found); err != nil {
			return 0, err
		}
		if !found.Running && found.ExitCode != nil {
			return *found.ExitCode, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return 0, errors.New("exec: must have ended with its streams, runs on")
}

func (e *engine) ask(ctx context.Context, method, path string, body, into any) error {
	var text io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		text = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://engine"+apiVersion+path, text)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := e.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return fmt.Errorf("engine: %s: %w", path, errAbsent)
	}
	// It runs, or is stopped, already.
	if answer.StatusCode == http.StatusNotModified {
		return nil
	}
	if answer.StatusCode >= 300 {
		var said struct{ Message string }
		_ = json.NewDecoder(io.LimitReader(answer.Body, 4096)).Decode(&said)
		return fmt.Errorf("engine: must do it, says %s: %s", answer.Status, said.Message)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// lastOf keeps the end of what is written to it, in one line.
type lastOf struct {
	most int
	kept []byte
}

func (l *lastOf) Write(piece []byte) (int, error) {
	l.kept = append(l.kept, piece...)
	if over := len(l.kept) - l.most; over > 0 {
		l.kept = l.kept[over:]
	}
	return len(piece), nil
}

func (l *lastOf) String() string {
	return strings.Join(strings.Fields(string(l.kept)), " ")
}

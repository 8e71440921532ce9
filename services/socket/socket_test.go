package socket

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

func frame(stream byte, text string) []byte {
	header := make([]byte, 8)
	header[0] = stream
	binary.BigEndian.PutUint32(header[4:], uint32(len(text)))
	return append(header, text...)
}

func TestFramesAreTakenApart(t *testing.T) {
	var stdout, stderr bytes.Buffer
	stream := append(append(frame(1, "ar"), frame(2, "no room")...), frame(1, "chive")...)
	if err := Frames(bytes.NewReader(stream), &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	if stdout.String() != "archive" || stderr.String() != "no room" {
		t.Errorf("stdout %q, stderr %q", &stdout, &stderr)
	}
}

func TestAStreamThatBreaksOffIsAnError(t *testing.T) {
	whole := frame(1, "archive")
	for _, length := range []int{3, 8, 10} {
		if err := Frames(bytes.NewReader(whole[:length]), io.Discard, io.Discard); err == nil {
			t.Errorf("cut after %d bytes: no error", length)
		}
	}
}

// An Engine that answers as one does: the stream of an exec, then its code.
func engineOf(t *testing.T, stream []byte, code string) *Client {
	t.Helper()
	file := filepath.Join(t.TempDir(), "engine.sock")
	listener, err := net.Listen("unix", file)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1.41/containers/{name}/exec", func(answer http.ResponseWriter, _ *http.Request) {
		io.WriteString(answer, `{"Id":"1"}`)
	})
	mux.HandleFunc("POST /v1.41/exec/1/start", func(answer http.ResponseWriter, question *http.Request) {
		_, _ = io.Copy(io.Discard, question.Body)
		conn, _, err := http.NewResponseController(answer).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
		_, _ = conn.Write(stream)
	})
	mux.HandleFunc("GET /v1.41/exec/1/json", func(answer http.ResponseWriter, _ *http.Request) {
		io.WriteString(answer, code)
	})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: mux}}
	server.Start()
	t.Cleanup(server.Close)
	return New(file)
}

func TestAScriptsOutputCountsWithItsCode(t *testing.T) {
	var output bytes.Buffer
	well := engineOf(t, frame(1, "archive"), `{"Running":false,"ExitCode":0}`)
	if err := well.Exec(t.Context(), "redis", []string{"sh", "-c", "save"}, nil, &output); err != nil || output.String() != "archive" {
		t.Errorf("%q, %v", &output, err)
	}
	failed := engineOf(t, append(frame(1, "half"), frame(2, "no room\n")...), `{"Running":false,"ExitCode":3}`)
	err := failed.Exec(t.Context(), "redis", []string{"sh", "-c", "save"}, nil, io.Discard)
	if err == nil || err.Error() != "redis: its script ended with 3: no room" {
		t.Error(err)
	}
	cut := engineOf(t, frame(1, "archive")[:10], `{"Running":false,"ExitCode":0}`)
	if err := cut.Exec(t.Context(), "redis", []string{"sh", "-c", "save"}, nil, io.Discard); err == nil || !strings.Contains(err.Error(), "was cut off") {
		t.Error(err)
	}
}

func TestAScriptReadsItsInputToTheEnd(t *testing.T) {
	file := filepath.Join(t.TempDir(), "engine.sock")
	listener, err := net.Listen("unix", file)
	if err != nil {
		t.Fatal(err)
	}
	var command string
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1.41/containers/postgres/exec", func(answer http.ResponseWriter, question *http.Request) {
		text, _ := io.ReadAll(question.Body)
		command = string(text)
		io.WriteString(answer, `{"Id":"1"}`)
	})
	mux.HandleFunc("POST /v1.41/exec/1/start", func(answer http.ResponseWriter, question *http.Request) {
		_, _ = io.Copy(io.Discard, question.Body)
		conn, both, err := http.NewResponseController(answer).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
		script, _ := io.ReadAll(both)
		_, _ = conn.Write(frame(1, "ran "+string(script)))
	})
	mux.HandleFunc("GET /v1.41/exec/1/json", func(answer http.ResponseWriter, _ *http.Request) {
		io.WriteString(answer, `{"Running":false,"ExitCode":0}`)
	})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: mux}}
	server.Start()
	t.Cleanup(server.Close)
	var output bytes.Buffer
	if err := New(file).Exec(t.Context(), "postgres", []string{"sh", "-s", "--", "osint"}, strings.NewReader("select"), &output); err != nil {
		t.Fatal(err)
	}
	if output.String() != "ran select" {
		t.Errorf("%q", &output)
	}
	if want := `{"AttachStderr":true,"AttachStdin":true,"AttachStdout":true,"Cmd":["sh","-s","--","osint"]}`; command != want {
		t.Errorf("got %s", command)
	}
}

package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestATokenComesFromWhatTheNodesAgentBrought(t *testing.T) {
	folder := t.TempDir()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/sys/wrapping/unwrap", func(answer http.ResponseWriter, question *http.Request) {
		if question.Header.Get("X-Vault-Token") != "wrapping" {
			answer.WriteHeader(http.StatusBadRequest)
			return
		}
		io.WriteString(answer, `{"data":{"secret_id":"secret"}}`)
	})
	mux.HandleFunc("POST /v1/auth/approle/login", func(answer http.ResponseWriter, question *http.Request) {
		var login map[string]string
		if json.NewDecoder(question.Body).Decode(&login) != nil || login["role_id"] != "role" || login["secret_id"] != "secret" {
			answer.WriteHeader(http.StatusForbidden)
			return
		}
		io.WriteString(answer, `{"auth":{"client_token":"canary"}}`)
	})
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	for name, text := range map[string]string{"authority.pem": string(authority), "role-id": "role\n", "wrapped-secret-id": "wrapping\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := &agent{
		restic: &restic{scratch: folder},
		vault:  &vault{address: server.URL, authority: filepath.Join(folder, "authority.pem"), handover: folder},
	}
	one := saved{Service: "vault", Token: true}
	if _, err := a.inputOf(one); err == nil || err.Error() != "vault: must have a token of Vault, which a run of backups gets; none runs" {
		t.Error(err)
	}
	forget, err := a.withToken(context.Background(), one)
	if err != nil {
		t.Fatal(err)
	}
	input, err := a.inputOf(one)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(input); string(text) != "canary\n" {
		t.Errorf("got %q", text)
	}
	forget()
	if _, err := os.Stat(a.tokenFile("vault")); !os.IsNotExist(err) {
		t.Error("the token must go with the save")
	}
	if input, err := a.inputOf(saved{Service: "redis"}); input != nil || err != nil {
		t.Error("who wants no token reads nothing")
	}
	// Somebody else has unwrapped it.
	if err := os.WriteFile(filepath.Join(folder, "wrapped-secret-id"), []byte("used"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.vault.logIn(context.Background()); err == nil || !strings.Contains(err.Error(), "sys/wrapping/unwrap: must be answered, says 400") {
		t.Error(err)
	}
}

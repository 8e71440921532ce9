package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// Where the node's Vault agent leaves what this one logs in with.
	handover = "/run/vault"
	// It brings the next wrapped secret-id within two minutes.
	nextSecret = 3 * time.Minute
	eachTry    = 5 * time.Second
)

// vault gives tokens that may ask it for what products need to be saved, and nothing else.
type vault struct {
	address, authority, handover string
}

// tokenFile passes the token on to the process that restic starts: a login is good for one secret-id.
func (a *agent) tokenFile(service string) string {
	return filepath.Join(a.restic.scratch, service+".token")
}

// withToken logs in for a service that wants it, and forgets the token afterwards.
func (a *agent) withToken(ctx context.Context, one saved) (forget func(), err error) {
	forget = func() { _ = os.Remove(a.tokenFile(one.Service)) }
	if !one.Token {
		return forget, nil
	}
	token, err := a.vault.token(ctx)
	if err != nil {
		return forget, err
	}
	return forget, os.WriteFile(a.tokenFile(one.Service), []byte(token+"\n"), 0o600)
}

// inputOf is what the scripts of a service read: a token of Vault, or nothing.
func (a *agent) inputOf(one saved) (io.Reader, error) {
	if !one.Token {
		return nil, nil
	}
	token, err := os.ReadFile(a.tokenFile(one.Service))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: must have a token of Vault, which a run of backups gets; none runs", one.Service)
	}
	return bytes.NewReader(token), err
}

// token logs in as this service. Who unwraps a secret-id a second time is refused, and waits for the next one.
func (v *vault) token(ctx context.Context) (string, error) {
	if v.address == "" {
		return "", errors.New("VAULT_ADDR: must be the address of Vault, is empty; set `vault` in the row of this agent")
	}
	for end := time.Now().Add(nextSecret); ; {
		token, err := v.logIn(ctx)
		if err == nil {
			return token, nil
		}
		if time.Now().After(end) {
			return "", fmt.Errorf("vault: must let this agent in, does not: %w", err)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(eachTry):
		}
	}
}

func (v *vault) logIn(ctx context.Context) (string, error) {
	role, err := v.brought("role-id")
	if err != nil {
		return "", err
	}
	wrapping, err := v.brought("wrapped-secret-id")
	if err != nil {
		return "", err
	}
	var opened struct {
		Data struct {
			Secret string `json:"secret_id"`
		} `json:"data"`
	}
	if err := v.ask(ctx, "sys/wrapping/unwrap", wrapping, map[string]string{}, &opened); err != nil {
		return "", err
	}
	var let struct {
		Auth struct {
			Token string `json:"client_token"`
		} `json:"auth"`
	}
	login := map[string]string{"role_id": role, "secret_id": opened.Data.Secret}
	if err := v.ask(ctx, "auth/approle/login", "", login, &let); err != nil {
		return "", err
	}
	return let.Auth.Token, nil
}

func (v *vault) brought(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(v.handover, name))
	return strings.TrimSpace(string(text)), err
}

func (v *vault) ask(ctx context.Context, path, token string, body, into any) error {
	client, err := clientOf(v.authority)
	if err != nil {
		return err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, v.address+"/v1/"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	if token != "" {
		request.Header.Set("X-Vault-Token", token)
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: must be answered, says %s", path, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

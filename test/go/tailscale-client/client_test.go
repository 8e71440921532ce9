// Tailscale's own client against the emulator of its API: what it reads and writes is what it
// reads and writes of the real one. test/tailscale/client.test.ts starts the emulator.
package tailscale_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"tailscale.com/client/tailscale/v2"
)

const policy = `{
	// Who is what.
	"tagOwners": {"tag:node": ["autogroup:admin"], "tag:db": ["autogroup:admin"]},
	"grants": [{"src": ["tag:node"], "dst": ["tag:db"], "ip": ["tcp:5432"]}],
	"tests": [{"src": "tag:node", "accept": ["tag:db:5432"], "deny": ["tag:db:22"]}],
}`

var background = context.Background()

func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s: must be set; run test/tailscale/client.test.ts", name)
	}
	return value
}

func client(t *testing.T) *tailscale.Client {
	t.Helper()
	base, err := url.Parse(setting(t, "EMULATOR_URL"))
	if err != nil {
		t.Fatal(err)
	}
	return &tailscale.Client{
		BaseURL: base,
		APIKey:  setting(t, "EMULATOR_API_KEY"),
		Tailnet: setting(t, "EMULATOR_TAILNET"),
	}
}

func oauthClient(t *testing.T, secret string) *tailscale.Client {
	t.Helper()
	c := client(t)
	c.APIKey = ""
	c.Auth = &tailscale.OAuth{ClientID: setting(t, "EMULATOR_OAUTH_ID"), ClientSecret: secret, Scopes: []string{"auth_keys"}}
	return c
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("want %#v, got %#v", want, got)
	}
}

func refused(t *testing.T, err error, status int, message string) {
	t.Helper()
	var refusal tailscale.APIError
	if !errors.As(err, &refusal) {
		t.Fatalf("want a refusal by the API, got %v", err)
	}
	if refusal.Status != status || !strings.Contains(refusal.Message, message) {
		t.Fatalf("want %d %q, got %d %q", status, message, refusal.Status, refusal.Message)
	}
}

func TestPolicyFile(t *testing.T) {
	file := client(t).PolicyFile()
	ok(t, file.Set(background, policy, "ts-default"))
	raw, err := file.Raw(background)
	ok(t, err)
	equal(t, raw.HuJSON, policy)
	parsed, err := file.Get(background)
	ok(t, err)
	equal(t, parsed.ETag, raw.ETag)
	equal(t, parsed.Grants, []tailscale.Grant{{Source: []string{"tag:node"}, Destination: []string{"tag:db"}, IP: []string{"tcp:5432"}}})
	refused(t, file.Set(background, policy, "ts-default"), http.StatusPreconditionFailed, "precondition failed, invalid old hash")
	ok(t, file.Set(background, *parsed, parsed.ETag))
	refused(t, file.Set(background, policy, raw.ETag), http.StatusPreconditionFailed, "invalid old hash")
	ok(t, file.Set(background, policy, ""))
}

func TestPolicyFileRefusals(t *testing.T) {
	file := client(t).PolicyFile()
	for text, message := range map[string]string{
		`{"grants": [`:  "error parsing policy file",
		`{"grant": []}`: `json: unknown field "grant"`,
		`{"grants": [{"src": ["tag:nobodys"], "dst": ["*"], "ip": ["*"]}]}`: `tag not found: "tag:nobodys"`,
		strings.Replace(policy, ":22", ":5432", 1):                          "test(s) failed",
	} {
		refused(t, file.Set(background, text, ""), http.StatusBadRequest, message)
		if err := file.Validate(background, text); err == nil || !strings.Contains(err.Error(), message) {
			t.Fatalf("validation: want %q, got %v", message, err)
		}
	}
	failing := file.Set(background, strings.Replace(policy, ":22", ":5432", 1), "")
	equal(t, tailscale.ErrorData(failing), []tailscale.APIErrorData{{
		User:   "tag:node",
		Errors: []string{`address "tag:db:5432": want: Drop, got: Accept`},
	}})
	ok(t, file.Validate(background, policy))
}

func request(tags ...string) tailscale.CreateKeyRequest {
	var request tailscale.CreateKeyRequest
	request.Capabilities.Devices.Create.Reusable = true
	request.Capabilities.Devices.Create.Tags = tags
	request.ExpirySeconds = 3600
	request.Description = "one hour"
	return request
}

func TestKeys(t *testing.T) {
	c := client(t)
	ok(t, c.PolicyFile().Set(background, policy, ""))
	key, err := c.Keys().CreateAuthKey(background, request("tag:node"))
	ok(t, err)
	if !strings.HasPrefix(key.Key, "tskey-auth-"+key.ID+"-") {
		t.Fatalf("no auth key: %q", key.Key)
	}
	equal(t, key.Expires.Sub(key.Created), time.Hour)
	read, err := c.Keys().Get(background, key.ID)
	ok(t, err)
	equal(t, read.Key, "")
	equal(t, *read.ExpirySeconds, time.Duration(3600))
	equal(t, read.Capabilities, request("tag:node").Capabilities)
	equal(t, []any{read.KeyType, read.Description, read.Invalid}, []any{"auth", "one hour", false})
	equal(t, listed(t, c, key.ID), true)
	ok(t, c.Keys().Delete(background, key.ID))
	equal(t, listed(t, c, key.ID), false)
	read, err = c.Keys().Get(background, key.ID)
	ok(t, err)
	equal(t, read.Invalid, true)
	_, err = c.Keys().Get(background, "kUNKNOWN")
	equal(t, tailscale.IsNotFound(err), true)
	_, err = c.Keys().CreateAuthKey(background, request("tag:node", "tag:nobodys"))
	refused(t, err, http.StatusBadRequest, "requested tags [tag:node tag:nobodys] are invalid or not permitted")
}

func listed(t *testing.T, c *tailscale.Client, id string) bool {
	t.Helper()
	keys, err := c.Keys().List(background, true)
	ok(t, err)
	for _, key := range keys {
		if key.ID == id {
			return true
		}
	}
	return false
}

func TestDevices(t *testing.T) {
	c := client(t)
	ok(t, c.PolicyFile().Set(background, policy, ""))
	devices, err := c.Devices().List(background)
	ok(t, err)
	equal(t, len(devices), 1)
	id := devices[0].NodeID
	ok(t, c.Devices().SetTags(background, id, []string{"tag:db"}))
	ok(t, c.Devices().SetKey(background, id, tailscale.DeviceKey{KeyExpiryDisabled: true}))
	ok(t, c.Devices().SetAuthorized(background, id, true))
	device, err := c.Devices().Get(background, devices[0].ID)
	ok(t, err)
	equal(t, []any{device.NodeID, device.Tags, device.KeyExpiryDisabled, device.Authorized}, []any{id, []string{"tag:db"}, true, true})
	refused(t, c.Devices().SetTags(background, id, []string{"tag:nobodys"}), http.StatusBadRequest, "requested tags [tag:nobodys]")
	ok(t, c.Devices().Delete(background, id))
	_, err = c.Devices().Get(background, id)
	equal(t, tailscale.IsNotFound(err), true)
}

func TestDNS(t *testing.T) {
	dns := client(t).DNS()
	refused(t, dns.SetPreferences(background, tailscale.DNSPreferences{MagicDNS: true}), http.StatusBadRequest, "need at least one nameserver to enable MagicDNS")
	ok(t, dns.SetNameservers(background, []string{"9.9.9.9"}))
	ok(t, dns.SetPreferences(background, tailscale.DNSPreferences{MagicDNS: true}))
	ok(t, dns.SetSearchPaths(background, []string{"example.org"}))
	servers, err := dns.Nameservers(background)
	ok(t, err)
	equal(t, servers, []string{"9.9.9.9"})
	paths, err := dns.SearchPaths(background)
	ok(t, err)
	equal(t, paths, []string{"example.org"})
	ok(t, dns.SetNameservers(background, []string{}))
	preferences, err := dns.Preferences(background)
	ok(t, err)
	equal(t, preferences.MagicDNS, false)
}

func TestOAuth(t *testing.T) {
	ok(t, client(t).PolicyFile().Set(background, policy, ""))
	keys := oauthClient(t, setting(t, "EMULATOR_OAUTH_SECRET")).Keys()
	key, err := keys.CreateAuthKey(background, request("tag:node"))
	ok(t, err)
	equal(t, key.UserID, "")
	_, err = keys.CreateAuthKey(background, request())
	refused(t, err, http.StatusBadRequest, "requested tags [] are invalid or not permitted")
	_, err = keys.CreateAuthKey(background, request("tag:db"))
	refused(t, err, http.StatusBadRequest, "requested tags [tag:db] are invalid or not permitted")
	if _, err = oauthClient(t, "wrong").Keys().List(background, false); err == nil {
		t.Fatal("a wrong secret was accepted")
	}
}

func TestCredentials(t *testing.T) {
	wrong := client(t)
	wrong.APIKey = "tskey-api-wrong"
	_, err := wrong.Devices().List(background)
	refused(t, err, http.StatusUnauthorized, "API token invalid")
	elsewhere := client(t)
	elsewhere.Tailnet = "elsewhere.example"
	_, err = elsewhere.Devices().List(background)
	refused(t, err, http.StatusNotFound, "tailnet not found")
	own := client(t)
	own.Tailnet = ""
	_, err = own.Devices().List(background)
	ok(t, err)
}

package main

import (
	"strings"
	"testing"
)

// The value that must not be left.
const canary = "Zk4Qw9tXb2LmPv7C"

func TestSecretsAreRemoved(t *testing.T) {
	for _, text := range []string{
		"user=a pass=" + canary,
		"login with password=" + canary + " failed",
		"PGPASSWORD: " + canary,
		"db_passwd = '" + canary + " and more'",
		`{"user":"a","password":"` + canary + `","host":"b"}`,
		`{"msg":"{\"api_key\":\"` + canary + `\"}"}`,
		`{"password":"with \" a quote ` + canary + `"}`,
		"client_secret=" + canary + "&scope=all",
		"GET /v1?access_token=" + canary + "&page=2",
		"unseal key: x unseal_key=" + canary,
		"Authorization: Bearer " + canary,
		"Authorization: " + canary,
		`curl -H "X-Vault-Token: ` + canary + `" https://vault`,
		"Cookie: session=" + canary + "; other=" + canary,
		"proxy says Basic " + canary + "==",
		"connecting to postgres://app:" + canary + "@thanos:5432/db",
		"broker redis://:" + canary + "@redis:6379",
		"amqp://u:p@" + canary + "@host",
		"ALTER ROLE x PASSWORD '" + canary + "'",
		"CREATE USER x IDENTIFIED BY '" + canary + "'",
		"CONFIG SET requirepass " + canary,
		"run --admin-password " + canary + " --verbose",
		"SCRAM-SHA-256$4096:" + canary + "==$a:b",
		"token is hvs." + canary + canary,
		"pushed with ghp_" + canary + canary,
		"slack xoxb-12345-" + canary,
		"posted to https://hooks.slack.com/services/T0/B0/" + canary,
		"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + canary,
		"-----BEGIN RSA PRIVATE KEY-----" + `\n` + canary + `\n` + "-----END RSA PRIVATE KEY----- after",
		"-----BEGIN PRIVATE KEY-----" + canary,
		strings.Repeat("x", 900_000) + " password=" + canary,
	} {
		cleaned, isChanged := (&redactor{}).clean([]byte(text))
		if strings.Contains(string(cleaned), canary) || !isChanged {
			t.Errorf("%.80s: must lose its secret, got %.160s", text, cleaned)
		}
	}
}

func TestOtherTextStays(t *testing.T) {
	for _, text := range []string{
		"", "listening on 0.0.0.0:8080", "max_tokens: 512, tokens=7", "GET http://host:80/path?mail=a@b 200",
		"the password must be long", "bypassed 3 checks", "basic authentication of a bearer failed", "compass: 3", `{"level":"info","msg":"ready"}`,
		"-----BEGIN CERTIFICATE-----", "sk-learn", "s.length of it", "AUTHOR: me",
	} {
		if cleaned, isChanged := (&redactor{}).clean([]byte(text)); string(cleaned) != text || isChanged {
			t.Errorf("%s: must stay, got %s", text, cleaned)
		}
	}
}

func TestWhatSurroundsASecretStays(t *testing.T) {
	for text, wanted := range map[string]string{
		"a password=x1y2 b":                  "a password=[redacted] b",
		"?token=abc&page=2":                  "?token=[redacted]&page=2",
		`{"password":"p","host":"h"}`:        `{"password":[redacted],"host":"h"}`,
		"postgres://app:secret@thanos/db ok": "postgres://app:[redacted]@thanos/db ok",
	} {
		if cleaned, _ := (&redactor{}).clean([]byte(text)); string(cleaned) != wanted {
			t.Errorf("%s: must become %s, got %s", text, wanted, cleaned)
		}
	}
}

func TestAPrivateKeyOverSeveralLines(t *testing.T) {
	body := strings.Repeat("MIIEvQIBADANBgkq", 4)
	one := &redactor{}
	for _, step := range []struct{ text, wanted string }{
		{"key: -----BEGIN EC PRIVATE KEY-----", "key: [redacted]"},
		{"Proc-Type: 4,ENCRYPTED", removed},
		{"", removed},
		{body, removed},
		{"INFO " + body, removed},
		{"abc==", removed},
		{"-----END EC PRIVATE KEY----- done", "[redacted] done"},
		{"ready to serve", "ready to serve"},
		{"-----BEGIN PRIVATE KEY-----", removed},
		{"a key that ends here, without an end", "a key that ends here, without an end"},
		{body, body},
	} {
		if cleaned, _ := one.clean([]byte(step.text)); string(cleaned) != step.wanted {
			t.Errorf("%s: must become %s, got %s", step.text, step.wanted, cleaned)
		}
	}
}

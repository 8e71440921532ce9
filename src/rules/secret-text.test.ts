/** Spellings of a secret, each in a place of a container; and what only looks like one. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { spokenSecret } from "./secret-text.ts";
import { containerSecretFindings } from "./secrets.ts";

const PLACES = {
  variable: (text: string) => ({ envs: [text] }),
  words: (text: string) => ({ command: text.split(" ") }),
  script: (text: string) => ({ entrypoints: ["sh", "-c"], command: [text] }),
  file: (text: string) => ({ uploads: [{ file: "/f", content: text }] }),
};

type Row = [place: keyof typeof PLACES, text: string];

const SECRETS: Row[] = [
  ["variable", "SPRING_DATASOURCE_URL=jdbc:postgresql://h/d?user=u&password=hunter2"],
  ["variable", "JAVA_OPTS=-Ddb.password=hunter2"],
  ["variable", "DB_PW=hunter2"],
  ["variable", "REDIS_CONF=requirepass hunter2"],
  ["words", "sh -c mysql -pS3cretPass99"],
  ["file", "password: hunter2"],
  ["file", "a: 1\npassword: 'hunter2'\nb: 2"],
  ["file", '{"db":{"password":"hunter2"}}'],
  ["file", '{\n  "apiKey" : "hunter2"\n}'],
  ["file", "[db]\npassword = hunter2"],
  ["file", "spring.datasource.password=hunter2"],
  ["file", "<db><password>hunter2</password></db>"],
  ["file", '<property name="db.password" value="hunter2"/>'],
  ["file", '<db password="hunter2"/>'],
  ["file", "requirepass hunter2\nport 6379"],
  ["file", "- name: DB_PASSWORD\n  value: hunter2"],
  ["variable", "CONFIG_B64=cGFzc3dvcmQ6IGh1bnRlcjI="],
  ["variable", 'OPTS={"password":"hunter2"}'],
  ["variable", 'OPTS={\\"password\\":\\"hunter2\\"}'],
  ["variable", "DB_PASSWD=hunter2"],
  ["variable", "dbPass=hunter2"],
  ["variable", "DB_PWD=hunter2"],
  ["variable", "db-pwd=hunter2"],
  ["variable", "db.pw=hunter2"],
  ["variable", "AWS_SECRET_ACCESS_KEY=hunter2"],
  ["variable", "GITHUB_TOKEN=hunter2"],
  ["variable", "MY_CREDENTIAL=hunter2"],
  ["variable", "REGISTRY_AUTH=hunter2"],
  ["variable", "DB_DSN=u:hunter2@tcp(h:3306)/d"],
  ["variable", "DSN=host=h user=u password=hunter2 dbname=d"],
  ["variable", "CONN=Server=h;Database=d;User Id=u;Password=hunter2;"],
  ["variable", "CONN=Server=h;Uid=u;Pwd=hunter2"],
  ["variable", "CONN=AccountName=x;AccountKey=hunter2"],
  ["variable", "URL=https://h/x?token=hunter2"],
  ["variable", "URL=https://h/x?a=b&api_key=hunter2#x"],
  ["variable", "URL=https://h/x?access-token=hunter2"],
  ["variable", "URL=amqp://u:hunter2@h/v"],
  ["variable", "URL=redis://:hunter2@h:6379/0"],
  ["variable", "URL=jdbc:oracle:thin:u/hunter2@h:1521:x"],
  ["variable", "URL=jdbc:sqlserver://h;user=u;password=hunter2"],
  ["variable", "URL=https%3A%2F%2Fh%2F%3Fpassword%3Dhunter2"],
  ["words", "curl -u user:hunter2 http://h"],
  ["words", "curl -uuser:hunter2 http://h"],
  ["words", "curl --user user:hunter2 http://h"],
  ["words", "curl -sSu user:hunter2 http://h"],
  ["script", 'curl -H "Authorization: Bearer abc123def456ghi" http://h'],
  ["script", "curl -H 'X-Api-Key: hunter2' http://h"],
  ["script", 'curl -H "Authorization: Basic dTpodW50ZXIy" http://h'],
  ["words", "mysql -u root -phunter2 db"],
  ["words", "mysqldump --password=hunter2 db"],
  ["words", "mariadb -phunter2"],
  ["words", "redis-cli -a hunter2 ping"],
  ["words", "sshpass -p hunter2 ssh h"],
  ["words", "psql --password hunter2"],
  ["script", "PGPASSWORD=hunter2 psql -h h"],
  ["script", "export DB_PASSWORD='hunter 2'; run"],
  ["script", "docker login -u u -p hunter2 reg"],
  ["words", "keytool -storepass hunter2 -list"],
  ["words", "openssl rsa -passin pass:hunter2"],
  ["words", "java -Djavax.net.ssl.keyStorePassword=hunter2 -jar x"],
  ["words", "mongosh -u u -p hunter2"],
  ["words", "vault login hunter2"],
  ["words", "app --api-key hunter2"],
  ["words", "app --apiKey=hunter2"],
  ["words", "app --auth-token hunter2"],
  ["words", "app -password hunter2"],
  ["script", "echo hunter2 > /x; app --token=hunter2"],
  ["script", "mosquitto_sub -h h -u u -P hunter2"],
  ["script", "ldapsearch -x -D cn=a -w hunter2"],
  ["file", "alter role x password 'hunter2'"],
  ["file", "CREATE USER u IDENTIFIED BY 'hunter2';"],
  ["variable", "A=hvs.CAESIEXAMPLEEXAMPLEEXAMPLE"],
  ["variable", "A=ghp_EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM"],
  ["variable", "PASS_WORD=hunter2"],
  ["variable", "PASSWORD2=hunter2"],
  ["variable", "passwordOld=hunter2"],
  ["variable", "SECRET_KEY_BASE=hunter2"],
  ["variable", "ERLANG_COOKIE=hunter2"],
  ["variable", "SMTP=smtp://u:hunter2@h"],
  ["variable", "TOKENS=hunter2,hunter3"],
  ["words", "kubectl create secret --from-literal=password=hunter2"],
  ["words", "app --env=DB_PASSWORD=hunter2"],
  ["variable", "OPTS=--set=auth.password=hunter2"],
  ["variable", "REDIS_ARGS=--requirepass hunter2"],
  ["file", "<password><![CDATA[hunter2]]></password>"],
  ["file", "password: |\n  hunter2"],
  ["file", "password: >-\n  hunter2"],
  ["file", "password: &pw hunter2"],
  ["file", "password: !!str hunter2"],
  ["file", 'os.environ["PASSWORD"] = "hunter2"'],
  ["file", "define('DB_PASSWORD', 'hunter2');"],
  ["file", "'password' => 'hunter2',"],
  ["file", "machine h login u password hunter2"],
  ["file", "h:5432:d:u:hunter2"],
  ["file", "//registry.npmjs.org/:_authToken=hunter2"],
  ["file", '{"auths":{"h":{"auth":"dTpodW50ZXIy"}}}'],
  ["variable", "USERS=u:$apr1$abc$def"],
  ["variable", "HEADER=Bearer hunter2"],
  ["variable", "CARD_PIN=1234"],
  ["variable", "OPTS=password:hunter2"],
  ["script", 'wget --header="Authorization: Bearer hunter2" http://h'],
  ["script", 'curl "http://h/?key=hunter2"'],
  ["script", "curl 'http://h/?a=1&auth=hunter2'"],
  ["variable", 'SPRING_APPLICATION_JSON={"spring":{"datasource":{"password":"hunter2"}}}'],
  ["variable", "LDAP=bindpw=hunter2"],
  ["variable", "MONGODB_URI=mongodb+srv://u:hunter2@h/d"],
  ["variable", "CATALINA_OPTS=-Xmx1g -Djavax.net.ssl.trustStorePassword=hunter2"],
  ["variable", "CELERY_BROKER=sentinel://:hunter2@h"],
  ["variable", "ARGS=-u admin:hunter2 --pass=hunter2"],
  ["file", "db.password:hunter2"],
  ["file", '"password"\n: "hunter2"'],
  ["variable", "DATA=eyJwYXNzd29yZCI6Imh1bnRlcjIifQ=="],
];

const OTHERS: Row[] = [
  ["variable", "MAX_TOKENS=4096"],
  ["variable", "TOKEN_TTL=3600"],
  ["variable", "PASSWORD_FILE=/run/secrets/x"],
  ["variable", "NEO4J_AUTH_FILE=/run/secrets/auth"],
  ["variable", "xpack.security.http.ssl.key=/usr/share/elasticsearch/config/certs/key.pem"],
  ["variable", "AUTHENTICATION_APIKEY_ENABLED=true"],
  ["variable", "AUTHENTICATION_APIKEY_USERS=bev"],
  ["variable", "SMTP_AUTH=login"],
  ["variable", "KAFKA_LISTENERS=CLIENT://:9092,INTERNAL://:19092"],
  ["variable", "URL=http://user@host:80/a:b"],
  ["variable", "PRIMARY_KEY=id"],
  ["script", 'API_KEY="$(cat /run/secrets/api-key)" exec server --api-key $API_KEY'],
  ["script", 'curl -u "$USER:$PASSWORD" http://h'],
  ["script", 'redis-cli -a "$(cat /run/secrets/password)" ping'],
  ["script", 'mysql -p"$(cat /run/secrets/password)"'],
  ["words", "mysql -P 3306 -h h"],
  ["words", "redis-cli -p 6379 ping"],
  ["words", "app --token-file /run/secrets/token"],
  ["words", "server --tls-key /certs/key.pem --tls-cert /certs/cert.pem"],
  ["words", "psql -p 5432 -U u"],
  ["file", "# the password of the database is in /run/secrets\nport: 1"],
  ["file", "requirepass ${PASSWORD}\nport 6379"],
  ["file", "password: {{ password }}"],
  ["file", "auth_type = scram-sha-256\nauth_file = /run/secrets/users"],
  ["file", 'path "auth/token/lookup-self" {\n capabilities = ["read"]\n}'],
  ["file", "bearer_token_file: /run/secrets/token"],
  ["variable", "PGSSLROOTCERT=/run/secrets/authority.pem"],
  ["variable", "KAFKA_LISTENER_NAME_CLIENT_SSL_KEYSTORE_LOCATION=/etc/kafka/secrets/keystore.pem"],
  ["variable", "ES_JAVA_OPTS=-Xms512m -Xmx512m"],
  ["variable", "KEYBOARD=us"],
  ["variable", "COMPASS=north"],
  ["variable", "BYPASS=10.0.0.0/8"],
  ["variable", "AUTH=none"],
  ["script", "sed -n 1p | vault write sys/unseal key=- >/dev/null"],
  ["variable", "MONKEY=banana"],
  ["variable", "TOKENIZER=bert"],
  ["variable", "REQUIRE_AUTH=true"],
  ["variable", "PASSWORD_MIN_LENGTH=12"],
  ["variable", "RETRY_JOIN=100.96.197.84:8301"],
  ["variable", "DATA_SOURCE_PASS_FILE=/run/secrets/password"],
  ["variable", "KAFKA_CONTROLLER_QUORUM_VOTERS=1@kafka-1:29093,2@kafka-2:29093,3@kafka-3:29093"],
  ["words", "postgres -c ssl_key_file=/run/secrets/key.pem"],
  ["script", "cp -f /run/secrets/certificate.pem /run/secrets/key.pem /certs && exec /x eswrapper"],
  ["script", 'export TOKEN="$(cat /run/secrets/token)"; exec app --token "$TOKEN"'],
  ["script", 'echo "the password is wrong" >&2'],
  ["file", "tls:\n  key: /etc/key.pem\n  cert: /etc/cert.pem"],
  ["file", "basic_auth:\n  username: u\n  password_file: /run/secrets/p"],
  ["file", "secret_key_base_file /run/secrets/x"],
  ["file", "bind 0.0.0.0\nport 6379"],
  ["file", "key_prefix: foo"],
  ["file", "stats auth {{user}}:{{password}}"],
];

describe("finds the secret", () => {
  it.each(SECRETS)("in a %s: %s", (place, text) => {
    const found = containerSecretFindings(PLACES[place](text), []);
    expect(found).not.toEqual([]);
    expect(JSON.stringify(found)).not.toContain("hunter");
  });
});

describe("finds none", () => {
  it.each(OTHERS)("in a %s: %s", (place, text) => {
    expect(containerSecretFindings(PLACES[place](text), [])).toEqual([]);
  });
});

const WORDS = [
  "password",
  "passwd",
  "pw",
  "pwd",
  "pass",
  "token",
  "secret",
  "api key",
  "credential",
];

/** `db password` as DB_PASSWORD, dbPassword, db-password and so on. */
const SPELLINGS: ((words: string[]) => string)[] = [
  (words) => words.join("_").toUpperCase(),
  (words) => words.join("_"),
  (words) => words.join("-"),
  (words) => words.join("."),
  (words) => words.map((word, index) => (index === 0 ? word : capital(word))).join(""),
  (words) => words.map(capital).join(""),
];

const FORMS: ((name: string, value: string) => string)[] = [
  (name, value) => `${name}=${value}`,
  (name, value) => `a: 1\n${name}: ${value}\n`,
  (name, value) => JSON.stringify({ a: { [name]: value } }),
  (name, value) => JSON.stringify(JSON.stringify({ [name]: value })),
  (name, value) => `<${name}>${value}</${name}>`,
  (name, value) => `-D${name}=${value}`,
  (name, value) => `app --${name} ${value}`,
  (name, value) => `https://h/x?a=b&${name}=${value}`,
  (name, value) => Buffer.from(`${name}=${value}`).toString("base64"),
  (name, value) => encodeURIComponent(`a b ${name}=${value}`),
];

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

it("finds a value by its name in every spelling and form", () => {
  const letters = Array.from("abcdefghijkmnopqrstuvwxyz23456789");
  const value = fc.string({ unit: fc.constantFrom(...letters), minLength: 8, maxLength: 16 });
  const parts = [fc.constantFrom("db", "my app", "x"), fc.constantFrom(...WORDS)] as const;
  const choice = [fc.constantFrom(...SPELLINGS), fc.constantFrom(...FORMS)] as const;
  fc.assert(
    fc.property(...parts, ...choice, value, (owner, word, spelling, form, secret) => {
      const text = form(spelling(`${owner} ${word}`.split(" ")), secret);
      expect(spokenSecret(text)).toBeDefined();
    }),
    { numRuns: 500 },
  );
});

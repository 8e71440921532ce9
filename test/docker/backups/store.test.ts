/** The store of backups against somebody who has all that THANOS has; what it forgets, and how it is full. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { request as httpsRequest } from "node:https";
import { keyOf, openWith } from "../../../operations/backup/key.ts";
import { LATE } from "../../../src/software/backup/alerts.ts";
import type { BackupPlan } from "../../../src/software/backup/index.ts";
import { hardened, LOGIN, REPOSITORY_KEY } from "../../kit/backup-agent.ts";
import { BackupScene } from "../../kit/backup-scene.ts";
import { ensureLabImage } from "../../kit/lab-image.ts";
import { docker } from "../../kit/docker.ts";
import { answered, run } from "../../kit/engine.ts";
import { ask as patiently } from "../../kit/patience.ts";

const scene = new BackupScene("backup_store");
const plan: BackupPlan = { node: "thanos", late: LATE, services: [scene.savedRedis] };
const DATA = "/var/lib/backup-store";
/** Of the place elsewhere. */
const COPIES = "/tmp/copies";
const THANOS = `${DATA}/repositories/thanos`;
/** As the agent names it. */
const month = `services-${new Date().toISOString().slice(0, 7)}`;
let address: string;

beforeAll(async () => {
  await scene.start(plan);
  expect(await scene.told("run", "redis")).toMatchObject([{ event: "saved" }]);
  const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
  address = await docker("inspect", "--format", format, scene.store);
  // Another node's.
  await scene.inStore(
    `mkdir -p ${DATA}/repositories/oracle1/${month}/locks && cd ${DATA}/repositories/oracle1/${month} && echo theirs > config && echo theirs > locks/1`,
  );
});

afterAll(() => scene.remove());

interface Answer {
  status: number;
  location: string | undefined;
  text: string;
}

/** The path goes as it is: other clients tidy it up. */
function ask(method: string, path: string, login = `thanos:${LOGIN}`): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      {
        ...{ host: address, port: 8485, servername: "store", method, path, auth: login },
        ...{ rejectUnauthorized: false, agent: false },
        headers: { Accept: "application/vnd.x.restic.rest.v2" },
      },
      (answer) => {
        const { statusCode: status = 0, headers } = answer;
        let text = "";
        answer.on("data", (piece: Buffer) => (text += piece.toString()));
        answer.on("end", () => {
          resolve({ status, location: headers.location, text });
        });
      },
    );
    sent.on("error", reject);
    sent.end(method === "POST" ? "evil" : undefined);
  });
}

/** As an attacker follows it: with the same method and login. */
async function attack(method: string, path: string): Promise<Answer> {
  const answer = await ask(method, path);
  return answer.location === undefined ? answer : ask(method, answer.location);
}

/** What the store keeps, by path with its checksum; the script's own files change each minute. */
async function kept(): Promise<string[]> {
  const text = await scene.inStore(
    `cd ${DATA} && find . -type f ! -name mark ! -name mark.next ! -name room ! -path '*/room/config' ! -path './repositories/thanos/*/locks/*' -exec sha256sum {} +`,
  );
  return text.split("\n").toSorted();
}

const restic = (words: string, repository = `thanos/${month}`) =>
  scene.inAgent(
    `restic --no-cache --cacert /run/secrets/authority.pem --password-file /run/secrets/repository ` +
      `-r rest:https://thanos:${LOGIN}@store:8485/${repository}/ ${words} 2>&1`,
  );

/** A node may add to its own, whatever it is. */
async function nothingIsLost(before: readonly string[]): Promise<void> {
  const after = await kept();
  expect(before.filter((line) => !after.includes(line))).toEqual([]);
  for (const line of after.filter((one) => !before.includes(one)))
    expect(line).toContain("  ./repositories/thanos/");
}

async function soundly(): Promise<void> {
  const { code, output } = await scene.verb("check");
  expect(output).toContain("no errors were found");
  expect(code).toBe(0);
}

it("lets nobody with the agent's login and key remove, overwrite or read another's", async () => {
  const before = await kept();
  const listed = await scene.listed();
  const first = listed[0]?.id ?? "";
  for (const words of [
    ...[`forget --prune ${first}`, "forget --unsafe-allow-remove-all --tag service=redis"],
    ...[
      `tag --set evil ${first}`,
      "key passwd --new-password-file /run/secrets/login",
      "repair index --read-all-packs",
    ],
  ])
    expect(`${words}: ${(await restic(words)).output}`).toMatch(/403|Forbidden/);
  // It finds nothing to remove, because nothing could be forgotten.
  await restic("prune --max-unused 0");
  expect((await restic("snapshots", `oracle1/${month}`)).output).toMatch(/403|Forbidden/);

  const files = before.flatMap((line) => {
    const [, file = ""] = line.split("  ./repositories");
    return file.startsWith("/thanos/") ? [file] : [];
  });
  expect(files.length).toBeGreaterThanOrEqual(5);
  for (const file of [...files, "/thanos/room/config"])
    for (const method of ["DELETE", "POST", "PUT", "PATCH", "MOVE"])
      expect({ method, file, ...(await attack(method, file)) }).toMatchObject({
        ...{ method, file },
        status: ["DELETE", "POST"].includes(method) ? 403 : 405,
      });
  await nothingIsLost(before);
  expect(await scene.listed()).toEqual(listed);
  await soundly();
});

it("lets nobody out of the node's own folder by a trick in the path", async () => {
  const before = await kept();
  const other = `oracle1/${month}`;
  const ways = (to: string) => [
    ...[`/${to}`, `//${to}`, `/./${to}`, `/thanos/../${to}`, `/thanos/%2e%2e/${to}`],
    ...[`/thanos/..%2f${to}`, `/thanos/.%2e/${to}`, `/thanos//../${to}`, `/thanos/./../${to}`],
    ...[`/thanos/${month}/locks/../../../${to}`, `/thanos/..\\${to}`, `/thanos/%252e%252e/${to}`],
    ...[`/thanos%2f..%2f${to}`, `/THANOS/../${to}`, `/thanos/../../repositories/${to}`],
  ];
  const targets = ["config", "locks/1", "snapshots/", "keys/evil"].map(
    (file) => `${other}/${file}`,
  );
  const outside = ["logins", "../logins", "forgotten/", "../forgotten/", "../room", "keep"];
  for (const path of [...targets, ...outside].flatMap(ways))
    for (const method of ["GET", "DELETE"]) {
      const { status, text } = await attack(method, path);
      // A folder that is not there has nothing in it.
      if (status === 200) expect(`${method} ${path} ${text.trim()}`).toBe(`GET ${path} []`);
      else expect(`${method} ${path} ${String(status)}`).toMatch(/ (301|400|403|404|405)$/);
    }
  for (const path of targets.flatMap(ways)) await attack("POST", path);
  await nothingIsLost(before);
  expect((await ask("GET", `/thanos/${month}/config`, "thanos:wrong")).status).toBe(401);
  await soundly();
});

it("gets back, on the storing node, what was there before junk came in", async () => {
  const before = await kept();
  await scene.inStore("sleep 1; touch /tmp/taken");
  // A backup that is empty, with the time of one that is not; and an index that is none.
  const listed = await scene.listed();
  await restic(`rewrite --forget --exclude '*' ${listed[0]?.id ?? ""}`);
  expect(await scene.listed()).toHaveLength(2);
  expect((await ask("POST", `/thanos/${month}/index/${"0".repeat(64)}`)).status).toBe(200);
  expect((await scene.verb("check")).code).not.toBe(0);
  // As docs/runbooks/backup.md says.
  await scene.inStore(
    `cd ${DATA} && find repositories/thanos -type f -newer /tmp/taken ! -path '*/room/*' -delete`,
  );
  expect(await kept()).toEqual(before);
  expect(await scene.listed()).toEqual(listed);
  await soundly();
});

it("reads the repository of before there were months, and forgets it like one", async () => {
  expect((await restic("init", "thanos/services")).code).toBe(0);
  const tags = "--tag service=redis --stdin --stdin-filename redis.tar";
  expect((await restic(`backup ${tags} </etc/hostname`, "thanos/services")).code).toBe(0);
  const listed = await scene.listed();
  expect(listed).toHaveLength(2);
  const [former] = listed;
  expect((await scene.verb("dump", former?.id ?? "", "redis")).stdout).toBe("backup-thanos\n");
  const { output } = await scene.verb("check");
  expect(output.match(/no errors were found/g)).toHaveLength(2);

  // Forty days later, with a week of backups and more.
  const later = Math.floor(Date.now() / 1000) + 40 * 86400;
  await scene.inStore(
    `cd ${THANOS}/${month}/snapshots && for day in 1 2 3 4 5 6 7 8; do touch -d @$((${String(later)} - day * 86400)) day$day; done`,
  );
  expect(await scene.inStore(`sh /etc/bev/forget.sh ${DATA} ${String(later)}`)).toMatch(
    /^forgetting thanos\/services: 1 backups, \d+ KiB$/,
  );
  await scene.inStore(`rm ${THANOS}/${month}/snapshots/day*`);
  expect(await scene.listed()).toEqual(listed.slice(1));
  await soundly();
  expect(await scene.told("run", "redis")).toMatchObject([{ event: "saved" }]);
});

it("saves nothing that would leave less than a tenth of the store's disk", async () => {
  const signal = (name: string) =>
    scene.inStore(
      `for p in /proc/[0-9]*; do if grep -qzx /etc/bev/tend.sh $p/cmdline; then kill -${name} \${p#/proc/}; fi; done`,
    );
  await signal("STOP");
  try {
    await scene.inStore(`echo "10737418239 107374182400" >${THANOS}/room/config`);
    const before = await scene.listed();
    expect(await scene.told("run", "redis")).toEqual([
      {
        ...{ service: "redis", event: "failed" },
        why:
          "store:8485: must have a tenth of its disk free after this backup, has 10.0 GiB of 100.0 GiB free and needs 0.0 GiB; " +
          "make room there: docs/runbooks/backup.md, BackupStoreNearlyFull",
      },
    ]);
    expect(await scene.listed()).toEqual(before);
  } finally {
    await signal("CONT");
  }
  await scene.inStore(`sh /etc/bev/room.sh ${DATA}`);
  expect(await scene.told("run", "redis")).toMatchObject([{ event: "saved" }]);
});

it("tells Prometheus of the store's room", async () => {
  await docker("restart", scene.agent);
  const wget = "wget -q -O - http://127.0.0.1:9488/metrics";
  const { output } = await patiently(
    () => scene.inAgent(wget),
    ({ output: text }) => text.includes("bev_backup_store_free_bytes"),
  );
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(output)?.[1]);
  expect(figure("bev_backup_store_free_bytes")).toBeGreaterThan(0);
  expect(figure("bev_backup_store_size_bytes")).toBeGreaterThan(
    figure("bev_backup_store_free_bytes"),
  );
});

it("copies each backup whole to a place elsewhere, from which restic reads it without the store", async () => {
  const place = scene.name("elsewhere");
  const serve = `mkdir ${COPIES} && exec rclone serve sftp --cache-dir /tmp/cache --dir-cache-time 0s --config /dev/null --user copies --pass ${LOGIN} --addr :2022 ${COPIES}`;
  await docker(
    ...["run", "--detach", "--name", place, "--network-alias", "elsewhere", ...scene.place],
    ...[...hardened, "--user", "1000:1000", await ensureLabImage("rclone"), "sh", "-c", serve],
  );
  const obscured = await scene.inStore(`rclone obscure ${LOGIN}`);
  const settings = `[offsite]\ntype = sftp\nhost = elsewhere\nport = 2022\nuser = copies\npass = ${obscured}\nshell_type = none\n`;
  expect((await scene.inStore(`cat ${DATA}/room`)).split(" ")).toHaveLength(2);
  scene.put("store/offsite.conf", settings);
  await scene.inStore(`sh /etc/bev/room.sh ${DATA}`);
  expect((await scene.inStore(`cat ${DATA}/room`)).split(" ")[2]).toBe("0");

  await patiently(
    () => run("docker", ["exec", place, "nc", "-z", "127.0.0.1", "2022"]),
    ({ code }) => code === 0,
  );
  const begun = Math.floor(Date.now() / 1000);
  await scene.inStore(`sh /etc/bev/offsite.sh ${DATA} && sh /etc/bev/room.sh ${DATA}`);
  const [, , copied] = (await scene.inStore(`cat ${DATA}/room`)).split(" ").map(Number);
  expect(copied).toBeGreaterThanOrEqual(begun);
  const files = (folder: string) =>
    `cd ${folder} && find . -type f ! -path './*/room/*' ! -path './*/*/locks/*' -exec sha256sum {} + | sort -k 2`;
  const there = await docker("exec", place, "sh", "-c", files(COPIES));
  expect(there).toBe(await scene.inStore(files(`${DATA}/repositories`)));

  // What was cut off is sent again; what is not here any more stays there.
  const inPlace = (command: string) =>
    docker("exec", place, "sh", "-c", `cd ${COPIES}/thanos/${month} && ${command}`);
  await inPlace(': >"$(find data -type f | head -n 1)" && echo kept >snapshots/former');
  await scene.inStore(`sh /etc/bev/offsite.sh ${DATA}`);
  await inPlace("rm snapshots/former");
  expect(await docker("exec", place, "sh", "-c", files(COPIES))).toBe(there);

  const handOver = `docker exec ${place} tar -C ${COPIES}/thanos -cf - ${month} | docker exec -i ${scene.agent} tar -C /tmp --no-same-owner -xf -`;
  await answered(run("sh", ["-c", handOver]));
  const read = await scene.inAgent(
    `restic --no-cache --password-file /run/secrets/repository -r /tmp/${month} check --read-data && rm -r /tmp/${month}`,
  );
  expect(read.output).toContain("no errors were found");
  expect(read.code).toBe(0);
});

it("says whether a key opens the newest repository", async () => {
  const agent = { node: "thanos", host: scene.host, container: scene.agent };
  expect(await keyOf(agent)).toBe(REPOSITORY_KEY);
  expect(await openWith(agent, REPOSITORY_KEY)).toBe(`thanos/${month}`);
  await expect(openWith(agent, `${REPOSITORY_KEY}r`)).rejects.toThrow(
    `key: must open thanos/${month}, does not; npx bev backup key thanos prints the right one`,
  );
});

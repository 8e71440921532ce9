/** What is written in the forms of the design's docker rules is read back as it was written. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { docker, DockerProject, TEST_IMAGE } from "../../kit/docker.ts";
import { succeeded } from "../../kit/engine.ts";

describe("a declared host", () => {
  const project = new DockerProject("round_trip");

  beforeAll(async () => {
    await project.init();
    project.declare({
      Network: {
        zone: {
          driver: "bridge",
          ipamConfigs: [{ subnet: "172.29.248.0/24", gateway: "172.29.248.1" }],
          labels: [{ label: "bev.stack", value: "test" }],
        },
        defaults: {},
      },
      Volume: { data: { labels: [{ label: "bev.service", value: "web" }] }, defaults: {} },
      RemoteImage: { image: { name: TEST_IMAGE, keepLocally: true } },
      Container: { web: asDesigned(project), defaults: {}, sparse: SPARSE },
    });
    await succeeded(project.up());
  });
  afterAll(() => project.discard());

  it("shows no change at the next preview", async () => {
    expect(await project.preview("--expect-no-changes")).toMatchObject({ code: 0, steps: [] });
  });

  it("shows no change after a refresh", async () => {
    const { code, steps } = await project.up("--refresh", "--expect-no-changes");
    expect({ code, steps }).toEqual({ code: 0, steps: [] });
  });

  it("answers with what only the Engine knows", async () => {
    const { Id, NetworkSettings } = await project.inspect("web");
    const web = project.resource("web");
    const addresses = Object.entries(NetworkSettings.Networks).map(([networkName, network]) =>
      expect.objectContaining({ networkName, ipAddress: network.IPAddress }),
    );
    expect(web?.id).toBe(Id);
    expect(web?.outputs["networkDatas"]).toEqual(addresses);
    expect(addresses).toHaveLength(2);
    const image = await docker("image", "inspect", "--format", "{{.Id}}", TEST_IMAGE);
    expect(project.resource("image")?.outputs["imageId"]).toBe(image);
    const mountpoint = ["volume", "inspect", "--format", "{{.Mountpoint}}"];
    expect(project.resource("data")?.outputs["mountpoint"]).toBe(
      await docker(...mountpoint, project.nameOf("data")),
    );
    expect(project.resource("zone")?.outputs["scope"]).toBe("local");
  });
});

/** What leaves its members open, which the Engine then fills in. */
const SPARSE = {
  devices: [{ hostPath: "/dev/null" }],
  healthcheck: { tests: ["CMD", "true"] },
  mounts: [
    { type: "bind", source: "/etc", target: "/b", bindOptions: {} },
    { type: "volume", source: "bev_test_round_trip_data", target: "/v", volumeOptions: {} },
    { type: "tmpfs", target: "/t", tmpfsOptions: {} },
  ],
  ports: [{ internal: 81, external: 18081 }],
};

/** Every form of section 5, except what the test machine lacks: more CPUs, a GPU. */
function asDesigned(project: DockerProject) {
  return {
    hostname: "web",
    user: "1000:1000",
    command: ["sleep", "1000"],
    envs: ["A=1", "B=two words", "PASSWORD_FILE=/run/secrets/password"],
    restart: "unless-stopped",
    destroyGraceSeconds: 1,
    stopSignal: "SIGTERM",
    stopTimeout: 1,
    removeVolumes: false,
    init: true,
    healthcheck: {
      tests: ["CMD", "true"],
      interval: "1m30s",
      timeout: "5s",
      startPeriod: "0s",
      retries: 3,
    },
    memory: 64,
    memorySwap: 64,
    memoryReservation: 32,
    cpus: "0.5",
    cpuShares: 512,
    capabilities: { adds: ["CAP_CHOWN", "CAP_NET_BIND_SERVICE"], drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    readOnly: true,
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m" },
    ulimits: [
      { name: "core", soft: 0, hard: 0 },
      { name: "nofile", soft: 1024, hard: 2048 },
    ],
    networkMode: "bridge",
    networksAdvanced: [
      { name: project.nameOf("zone"), aliases: ["web"], ipv4Address: "172.29.248.9" },
      { name: project.nameOf("defaults"), aliases: ["web", "www"] },
    ],
    ports: [
      { internal: 53, external: 18053, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 53, external: 18053, ip: "127.0.0.1", protocol: "udp" },
      { internal: 8080, external: 18080, ip: "127.0.0.1", protocol: "tcp" },
    ],
    mounts: [
      { type: "volume", source: project.nameOf("data"), target: "/data", readOnly: false },
      { type: "bind", source: "/etc", target: "/config", readOnly: true },
      { type: "tmpfs", target: "/scratch", tmpfsOptions: { sizeBytes: 1_048_576, mode: 0o700 } },
    ],
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
    labels: [
      { label: "bev.config-hash", value: "0123" },
      { label: "bev.service", value: "web" },
    ],
  };
}

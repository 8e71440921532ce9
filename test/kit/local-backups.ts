/** ORACLE1's agent of backups and THANOS' store, both on this machine. */
import { snapshotAt } from "../../operations/backup/ages.ts";
import type { Snapshot } from "../../operations/backup/agents.ts";
import { docker, ensureTestImage, inspect, TEST_IMAGE } from "./docker.ts";

const AGENT = "bev_oracle1_backup_oracle1";
const STORE = "bev_thanos_backup_store_thanos";
const WAY = "bev_oracle1_way_to_store";

/** Nodes on one machine are loopback addresses, where a container finds itself: this one listens there for the agent. */
export async function openWayToStore(): Promise<void> {
  await ensureTestImage();
  const { NetworkSettings } = await inspect(STORE);
  const [network] = Object.keys(NetworkSettings.Networks);
  const address = network && NetworkSettings.Networks[network]?.IPAddress;
  if (!network || !address) throw new Error(`${STORE}: has no network`);
  await docker("network", "connect", network, AGENT);
  await docker(
    ...["run", "--detach", "--name", WAY, "--network", `container:${AGENT}`, TEST_IMAGE],
    ...["nc", "-ll", "-p", "8485", "-e", "nc", address, "8485"],
  );
  // So that the agent need not wait for the store's next minute.
  await docker("exec", STORE, "sh", "/etc/bev/room.sh", "/var/lib/backup-store");
}

export async function closeWayToStore(): Promise<void> {
  await docker("rm", "--force", WAY);
}

/** Undefined where it was never saved. */
export async function newestBackup(service: string): Promise<Snapshot | undefined> {
  const listed = JSON.parse(await docker("exec", AGENT, "backup", "list")) as Snapshot[];
  return snapshotAt(listed, service);
}

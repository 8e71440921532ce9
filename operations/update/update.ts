/** An update with rollback: a stateless service that fails goes back to its former version. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { labelOf, SERVICE_LABEL } from "../../src/lib/resources.ts";
import { definitionOf } from "../../src/container/arguments.ts";
import type { ContainerArgs } from "../../src/container/arguments.ts";
import { isStateful } from "../../src/rules/services.ts";
import { endingSoon, parseCertificateEnds, withNewCertificates } from "../state/certificates.ts";
import type { StateDocument } from "../state/state-document.ts";
import { runOperation } from "./stack-operation.ts";
import type { Result } from "./stack-operation.ts";
import type { Packs } from "./packs.ts";
import { removeStaleLock } from "../state/repair.ts";
import { editState } from "../state/state.ts";
import { runRecordOf, withHold, withRunRecord } from "../state/versions.ts";
import type { Replacement } from "../state/versions.ts";
import { workspaceOf } from "../workspace.ts";

export async function update(
  name: string,
  stack: Stack,
  report: (detail: string) => void,
  packs?: Packs,
): Promise<Result> {
  await renewCertificates(name, stack, report);
  const result = await runOperation("up", name, stack, report, { packs });
  if (result.interrupted) await removeStaleLock(workspaceOf(stack), name);
  else if (result.replaced.length === 0) return result;
  const refused = refusedIn(name, result);
  await editState(workspaceOf(stack), name, (state) => recorded(state, result, refused));
  if (refused.length === 0) return result;
  report(`going back: ${refused.map(({ instance }) => instance).join(", ")}`);
  return wentBack(result, refused, await runOperation("up", name, stack, report, { packs }));
}

/** Here and not in the program: what that declares must not depend on the day. */
async function renewCertificates(
  name: string,
  stack: Stack,
  report: (detail: string) => void,
): Promise<void> {
  const ends = parseCertificateEnds((await stack.outputs())["certificates"]?.value);
  const services = endingSoon(ends, new Date());
  if (services.length === 0) return;
  report(`new certificates: ${services.join(", ")}`);
  await editState(workspaceOf(stack), name, (state) => withNewCertificates(state, services));
}

/** What failed, had a version before, and keeps nothing that a version could have changed. */
function refusedIn(stack: string, { failed, replaced, broken }: Result): Replacement[] {
  if (!failed) return [];
  return replaced.filter(({ instance, after }) => {
    const service = serviceOf(stack, after);
    return broken.includes(instance) && service !== undefined && !isStateful(service);
  });
}

function recorded(
  state: StateDocument,
  result: Result,
  refused: readonly Replacement[],
): StateDocument {
  const run = runRecordOf(state);
  const kept = result.replaced.filter((one) => !refused.includes(one));
  const previous = Object.fromEntries(kept.map(({ instance, before }) => [instance, before]));
  const remembered = withRunRecord(state, {
    ...run,
    previous: { ...run.previous, ...previous },
    ...(result.interrupted && { stopped: new Date().toISOString() }),
  });
  return refused.reduce((deployment, { instance, before, after }) => {
    const hold = {
      definition: definitionOf(after),
      container: before,
      reason: "it did not get live",
    };
    return withHold(deployment, instance, { ...hold, since: new Date().toISOString() });
  }, remembered);
}

function wentBack(first: Result, refused: readonly Replacement[], second: Result): Result {
  const lines = refused.map(({ instance, before }) =>
    second.failed
      ? `${instance}: could not go back to ${before.image}`
      : `${instance}: is back on ${before.image}; npx bev status shows it until its definition changes`,
  );
  return {
    ...first,
    errors: [...first.errors, ...lines, ...(second.failed ? second.errors : [])],
    seconds: first.seconds + second.seconds,
  };
}

function serviceOf(stack: string, container: ContainerArgs): Service | undefined {
  const name = labelOf(container.labels, SERVICE_LABEL);
  const row = catalog.find((one) => one.node === stack && one.name === name);
  return row && resolveService(row);
}

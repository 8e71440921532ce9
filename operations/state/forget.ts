/** Removes resources from a stack's state and leaves the real ones alone. */
import type { StateDocument, StateResource } from "./state-document.ts";

/** Undefined where the state has none of them. */
export function without(
  deployment: StateDocument,
  isMeant: (resource: StateResource) => boolean,
): StateDocument | undefined {
  const resources = deployment.resources ?? [];
  const kept = resources.filter((resource) => !isMeant(resource));
  if (kept.length === resources.length) return undefined;
  const urns = new Set(kept.map(({ urn }) => urn));
  return { ...deployment, resources: kept.map((resource) => withoutOthers(resource, urns)) };
}

function withoutOthers(resource: StateResource, urns: ReadonlySet<string>): StateResource {
  const { dependencies, propertyDependencies } = resource;
  const those = (list: readonly string[]): string[] => list.filter((urn) => urns.has(urn));
  return {
    ...resource,
    ...(dependencies && { dependencies: those(dependencies) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([name, list]) => [name, those(list ?? [])]),
      ),
    }),
  };
}

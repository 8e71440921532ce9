/** Values that a preview does not know yet. */
import type { Resource } from "./resource.ts";

/** What the SDK throws for a value that a preview cannot know; it keeps the class to itself. */
export function isUnknown(error: unknown): error is { props: string[]; resource?: Resource } {
  const { unknownTypeSentinel, props } = error as {
    unknownTypeSentinel?: string;
    props?: string[];
  };
  return unknownTypeSentinel !== undefined && props !== undefined;
}

/** The items of a list whose values are known; the others are judged during the update. */
export function knownItems(list: readonly unknown[] | null | undefined): unknown[] {
  return Array.from({ length: list?.length ?? 0 }).flatMap(
    (_, index) => ifKnown(() => [list?.[index]]) ?? [],
  );
}

/** A value that a preview may not know yet: undefined then, and judged during the update. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return undefined;
  }
}

/** What a preview cannot know yet, where that is no fault. */

/** The items of a list whose values are known; the others are judged during the update. */
export function knownItems(list: readonly unknown[] | null | undefined): unknown[] {
  return Array.from({ length: list?.length ?? 0 }).flatMap((_, index) => {
    try {
      return [list?.[index]];
    } catch (error) {
      if ((error as { unknownTypeSentinel?: string }).unknownTypeSentinel === undefined)
        throw error;
      return [];
    }
  });
}

import type { RefusalKind } from "../azure/classify-refusal.ts";

const SECOND = 1000;

/** How often each kind of refusal is tried again at once, and how long the waits grow. */
const LIMITS: Readonly<
  Record<RefusalKind, { readonly tries: number; readonly first: number; readonly most: number }>
> = {
  busy: { tries: 10, first: SECOND, most: 30 * SECOND },
  throttled: { tries: 5, first: 10 * SECOND, most: 60 * SECOND },
  unanswered: { tries: 6, first: SECOND, most: 30 * SECOND },
  // What was just deleted may still be seen as a user for some seconds.
  inUse: { tries: 2, first: SECOND, most: 5 * SECOND },
  failed: { tries: 0, first: 0, most: 0 },
  // Only after an unlock of ours, which takes a moment to be seen everywhere.
  locked: { tries: 4, first: 2 * SECOND, most: 15 * SECOND },
  protected: { tries: 0, first: 0, most: 0 },
  deniedByPolicy: { tries: 0, first: 0, most: 0 },
  notPermitted: { tries: 0, first: 0, most: 0 },
};

/** Kinds that may solve themselves once something else is gone: tried again after everything else went on. */
const LATER: ReadonlySet<RefusalKind> = new Set(["inUse", "failed", "busy"]);

export function mayGoLater(kind: RefusalKind): boolean {
  return LATER.has(kind);
}

/**
 * Milliseconds to wait before the next try, or `undefined` when trying again at once makes no sense.
 * @param attempt tries of this kind so far, 1 after the first refusal
 * @param asked the pause Azure asked for
 */
export function retryDelay(
  kind: RefusalKind,
  attempt: number,
  options: { readonly asked?: number | undefined; readonly afterUnlock: boolean },
): number | undefined {
  const { tries, first, most } = LIMITS[kind];
  if (attempt > tries || (kind === "locked" && !options.afterUnlock)) return undefined;
  return options.asked ?? Math.min(most, first * 2 ** (attempt - 1));
}

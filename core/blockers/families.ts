import type { Family } from "./family.ts";
import { locks } from "./locks.ts";
import { managedGroups } from "./managed-groups.ts";
import { outsideSubscription } from "./outside-subscription.ts";

/** All families, in the order of their names. To add one: a file, a line here, a test. */
export const families: readonly Family[] = [locks, managedGroups, outsideSubscription];

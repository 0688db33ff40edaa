/** What `sundown status --watch` can wait for: a state of the subscription, or that nothing is left in it. */
export const WATCH_GOALS = ["enabled", "empty", "cancelled", "deleted"] as const;

export type WatchGoal = (typeof WATCH_GOALS)[number];

/** What `sundown reactivate` can bring back besides the subscription itself. */
export const UNDO_KINDS = ["roles", "management-group", "services"] as const;

export type UndoKind = (typeof UNDO_KINDS)[number];

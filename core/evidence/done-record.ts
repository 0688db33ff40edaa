import { z } from "zod";

/** The note that ends an operation's story; what evidence is made of. */
export const doneRecordSchema = z.object({
  outcome: z.literal("done"),
  action: z.string(),
  target: z.string(),
  /** False when it was already so before anything was called. */
  acted: z.boolean(),
  startedAt: z.string(),
  polls: z.number(),
  correlationIds: z.array(z.string()),
  /** When a GET said that it is gone (or otherwise showed the effect). */
  provenAt: z.string(),
});
export type DoneRecord = z.infer<typeof doneRecordSchema>;

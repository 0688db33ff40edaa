import { z } from "zod";

const metadata = z.object({
  op: z.string(),
  urn: z.string(),
  old: z.object({ id: z.string().optional() }).nullish(),
});

/** What of Pulumi's engine events (`pulumi up --json`, one a line; sdk/go/common/apitype) is of interest here. */
const eventSchema = z.object({
  resourcePreEvent: z.object({ metadata }).optional(),
  resOutputsEvent: z.object({ metadata }).optional(),
  resOpFailedEvent: z.object({ metadata }).optional(),
  policyEvent: z
    .object({ policyName: z.string(), message: z.string(), enforcementLevel: z.string() })
    .optional(),
  diagnosticEvent: z
    .object({ urn: z.string().optional(), message: z.string(), severity: z.string() })
    .optional(),
});

interface Step {
  /** `import`, `delete`, `same`… */
  readonly op: string;
  readonly urn: string;
}

export interface PulumiWatch {
  readonly begun?: (step: Step) => void;
  readonly ended?: (step: Step) => void;
}

/** What came out of one run of the engine. */
export interface PulumiStory {
  /** URNs whose delete the provider ended as done. */
  readonly deleted: ReadonlySet<string>;
  /** Why, in the provider's words, by URN. */
  readonly failed: ReadonlyMap<string, string>;
  /** Errors that belong to no resource, and mandatory policies that are broken. */
  readonly errors: readonly string[];
}

/** Reads engine events line by line; other lines are kept as errors, since Pulumi prints some that way. */
export function pulumiEvents(watch: PulumiWatch): {
  readonly onLine: (line: string) => void;
  readonly story: PulumiStory;
} {
  const deleted = new Set<string>();
  const failed = new Map<string, string>();
  const errors: string[] = [];
  const onLine = (line: string): void => {
    const event = parseEvent(line);
    if (event === undefined) {
      if (line.trim() !== "") errors.push(shortened(line));
      return;
    }
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, policyEvent, diagnosticEvent } = event;
    if (policyEvent?.enforcementLevel === "mandatory")
      errors.push(shortened(`policy ${policyEvent.policyName}: ${policyEvent.message}`));
    if (resourcePreEvent !== undefined) watch.begun?.(resourcePreEvent.metadata);
    if (resOutputsEvent !== undefined) {
      const { op, urn } = resOutputsEvent.metadata;
      if (op === "delete") deleted.add(urn);
      watch.ended?.(resOutputsEvent.metadata);
    }
    if (resOpFailedEvent !== undefined) {
      const { urn } = resOpFailedEvent.metadata;
      if (!failed.has(urn)) failed.set(urn, "");
    }
    if (diagnosticEvent?.severity !== "error") return;
    const { urn, message } = diagnosticEvent;
    if (urn === undefined) errors.push(shortened(message));
    else failed.set(urn, shortened(message));
  };
  return { onLine, story: { deleted, failed, errors } };
}

function parseEvent(line: string): z.infer<typeof eventSchema> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 1000);
}

import { z } from "zod";
import { idKey } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import { writeRunFile } from "../plan/write-whole.ts";

const recordSchema = z.strictObject({
  version: z.literal(1),
  /** Only what was running, in the order it was stopped. */
  machines: z.array(
    z.strictObject({
      id: z.string(),
      /** Its power state before. */
      was: z.string(),
      /** When it was seen stopped; missing while that is not known. */
      stoppedAt: z.iso.datetime().optional(),
    }),
  ),
});

/** What `stop` has stopped and `stop --undo` starts again: run/stopped.json. */
export type StopRecord = z.infer<typeof recordSchema>;
export type StoppedMachine = StopRecord["machines"][number];

const pathOf = (folder: DecommissionFolder): string => `${folder.run}/stopped.json`;

/** @throws SundownError stop_record_invalid */
export async function readStopRecord(
  folder: DecommissionFolder,
  workingDirectory: string,
): Promise<StopRecord> {
  const bytes = await readIfThere(pathOf(folder), workingDirectory);
  if (bytes === undefined) return { version: 1, machines: [] };
  try {
    return recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new SundownError("stop_record_invalid", {
      message: `${pathOf(folder)} is no record of stopped services`,
      place: pathOf(folder),
      cause,
    });
  }
}

/** Since when everything that `stop` stopped is quiet; `undefined` when nothing is. */
export function quietSince({ machines }: StopRecord): string | undefined {
  return machines.flatMap(({ stoppedAt }) => stoppedAt ?? []).reduce<string | undefined>(later, undefined);
}

/** A record that is written whole after every change; changes follow one another. */
export class StopLedger {
  readonly #folder: DecommissionFolder;
  readonly #machines: Map<string, StoppedMachine>;
  #written: Promise<void> = Promise.resolve();

  constructor(folder: DecommissionFolder, record: StopRecord) {
    this.#folder = folder;
    this.#machines = new Map(record.machines.map((machine) => [idKey(machine.id), machine]));
  }

  get record(): StopRecord {
    return { version: 1, machines: [...this.#machines.values()] };
  }

  get(id: string): StoppedMachine | undefined {
    return this.#machines.get(idKey(id));
  }

  put(machine: StoppedMachine): Promise<void> {
    this.#machines.set(idKey(machine.id), machine);
    return this.#write();
  }

  remove(id: string): Promise<void> {
    this.#machines.delete(idKey(id));
    return this.#write();
  }

  #write(): Promise<void> {
    const write = (): Promise<void> =>
      writeRunFile(this.#folder, pathOf(this.#folder), `${JSON.stringify(this.record, undefined, 2)}\n`);
    this.#written = this.#written.then(write, write);
    return this.#written;
  }
}

const later = (a: string | undefined, b: string): string => (a === undefined || a < b ? b : a);

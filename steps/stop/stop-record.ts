import { z } from "zod";
import { idKey } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import { writeRunFile } from "../plan/write-whole.ts";

/** Only what was running, in the order it was stopped. */
const servicesSchema = z.array(
  z.strictObject({
    id: z.string(),
    /** Its state before, as Azure calls it. */
    was: z.string(),
    /** When it was seen stopped; missing while that is not known. */
    stoppedAt: z.iso.datetime().optional(),
  }),
);
const recordSchema = z.strictObject({
  version: z.literal(2),
  services: servicesSchema,
  /** Since when a look found nothing running that `stop` can stop; missing while there is something. */
  quietSince: z.iso.datetime().optional(),
});
/** Before other services were stopped, too. */
const machinesSchema = z.strictObject({ version: z.literal(1), machines: servicesSchema });

/** What `stop` has stopped and `stop --undo` starts again: run/stopped.json. */
export type StopRecord = z.infer<typeof recordSchema>;
export type StoppedService = StopRecord["services"][number];

const pathOf = (folder: DecommissionFolder): string => `${folder.run}/stopped.json`;

/** @throws SundownError stop_record_invalid */
export async function readStopRecord(
  folder: DecommissionFolder,
  workingDirectory: string,
): Promise<StopRecord> {
  const bytes = await readIfThere(pathOf(folder), workingDirectory);
  if (bytes === undefined) return { version: 2, services: [] };
  try {
    const record = z.union([recordSchema, machinesSchema]).parse(JSON.parse(new TextDecoder().decode(bytes)));
    return "machines" in record ? { version: 2, services: record.machines } : record;
  } catch (cause) {
    throw new SundownError("stop_record_invalid", {
      message: `${pathOf(folder)} is no record of stopped services`,
      place: pathOf(folder),
      cause,
    });
  }
}

/** A record that is written whole after every change; changes follow one another. */
export class StopLedger {
  readonly #folder: DecommissionFolder;
  readonly #services: Map<string, StoppedService>;
  #quietSince: string | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(folder: DecommissionFolder, record: StopRecord) {
    this.#folder = folder;
    this.#services = new Map(record.services.map((service) => [idKey(service.id), service]));
    this.#quietSince = record.quietSince;
  }

  get record(): StopRecord {
    return {
      version: 2,
      services: [...this.#services.values()],
      ...(this.#quietSince === undefined ? {} : { quietSince: this.#quietSince }),
    };
  }

  get(id: string): StoppedService | undefined {
    return this.#services.get(idKey(id));
  }

  put(service: StoppedService): Promise<void> {
    this.#services.set(idKey(service.id), service);
    return this.#write();
  }

  remove(id: string): Promise<void> {
    this.#services.delete(idKey(id));
    return this.#write();
  }

  /** @param since ISO 8601; `undefined` while something runs */
  setQuiet(since: string | undefined): Promise<void> {
    if (this.#quietSince === since) return this.#written;
    this.#quietSince = since;
    return this.#write();
  }

  #write(): Promise<void> {
    const write = (): Promise<void> =>
      writeRunFile(this.#folder, pathOf(this.#folder), `${JSON.stringify(this.record, undefined, 2)}\n`);
    this.#written = this.#written.then(write, write);
    return this.#written;
  }
}

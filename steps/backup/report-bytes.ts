import { parseArmId } from "../../core/arm-id.ts";
import { trackBytes } from "../track-bytes.ts";
import type { BackupJob } from "./backup-method.ts";

/**
 * Tells the host how far the copying is; the function it returns is told of bytes that have passed.
 * @param total absent where nobody knows it
 */
export function reportBytes({ id, context }: BackupJob, total?: number): (bytes: number) => void {
  const name = parseArmId(id)?.name ?? id;
  return trackBytes(
    { task: `backup ${id}`, title: `copying ${name}`, ...(total === undefined ? {} : { total }) },
    context,
  );
}

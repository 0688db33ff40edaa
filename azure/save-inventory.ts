import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Inventory } from "../core/inventory/inventory.ts";
import { reasonOf } from "../core/messages/reason-of.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { savedForm } from "./saved-form.ts";

/**
 * Writes an inventory whole or not at all, readable by its owner only.
 * @throws SundownError file_unwritable
 */
export async function saveInventory(inventory: Inventory, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.part`;
    await writeFile(draft, `${JSON.stringify(savedForm(inventory), null, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (cause) {
    throw new SundownError("file_unwritable", {
      message: `The inventory cannot be saved as ${path}: ${reasonOf(cause)}`,
      place: path,
      cause,
    });
  }
}

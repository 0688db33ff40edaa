import type { PageData } from "../page-data.ts";

export interface Page {
  readonly data: PageData;
  /** Shows a resource, where it is drawn and with its details. */
  readonly open: (resource: number) => void;
  scale: number;
  /** What is drawn, with its width at scale 1. */
  drawing: { readonly svg: SVGSVGElement; readonly width: number } | null;
}

/** The resource or group that a drawing's node `r1` or `g1` stands for. */
export function thingOf(page: Page, id: string): PageData["groups"][number] | undefined {
  const things = id.startsWith("r") ? page.data.resources : id.startsWith("g") ? page.data.groups : [];
  return things[Number(id.slice(1))];
}

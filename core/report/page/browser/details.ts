import type { PageOperation, PageResource } from "../page-data.ts";
import { button, element, make } from "./dom.ts";
import { type Page, thingOf } from "./page.ts";

export function showDetails(page: Page, id: string): void {
  const thing = thingOf(page, id);
  if (thing === undefined) return;
  for (const chosen of document.querySelectorAll(".chosen")) chosen.classList.remove("chosen");
  document.getElementById(id)?.classList.add("chosen");
  const resource = id.startsWith("r") ? page.data.resources[Number(id.slice(1))] : undefined;
  element("details").replaceChildren(
    make("h3", thing.name),
    ...(resource === undefined ? [] : [make("p", resource.type, "type")]),
    make("p", `It ${thing.how}.`),
    ...thing.held.map(({ code, remedy, until }) =>
      make("p", `Held (${code})${until === null ? "" : ` until ${until}`}: ${remedy}`, "held"),
    ),
    ...operationLines(page, thing.operations),
    ...(resource === undefined ? [] : linkLines(page, resource, Number(id.slice(1)))),
    make("p", thing.id, "id"),
  );
}

export function operationLines(page: Page, indexes: readonly number[]): Node[] {
  return indexes.flatMap((index) => {
    const operation = page.data.operations[index];
    if (operation === undefined) return [];
    const waits = operation.after.flatMap((earlier) => page.data.operations[earlier] ?? []);
    return [
      make("h4", `${operation.action} in wave ${operation.wave} (${operation.phase})`),
      make("p", operation.because),
      ...(waits.length === 0
        ? [make("p", "It waits for nothing.")]
        : [
            make("p", `It waits for ${waits.length === 1 ? "this" : `these ${waits.length}`}:`),
            operationList(waits),
          ]),
    ];
  });
}

export function operationList(operations: readonly PageOperation[]): HTMLElement {
  const shown = operations
    .slice(0, 50)
    .map(({ action, target }) => make("li", `${action} ${target.slice(target.lastIndexOf("/") + 1)}`));
  if (operations.length > shown.length)
    shown.push(make("li", `and ${operations.length - shown.length} more`));
  return make("ul", shown);
}

export function linkLines(page: Page, resource: PageResource, own: number): Node[] {
  const { resources } = page.data;
  const line = (on: number | string, because: string, cut: boolean): HTMLElement => {
    const other = typeof on === "number" ? resources[on] : undefined;
    const name =
      typeof on === "number" && other !== undefined
        ? button(other.name, () => page.open(on))
        : make("code", String(on));
    return make("li", [name, ` ${because}${cut ? " (cut to open a circle)" : ""}`]);
  };
  const needs = resource.needs.map(({ on, because, cut }) => line(on, because, cut));
  const neededBy = resources.flatMap(({ needs: theirs }, index) =>
    theirs.filter(({ on }) => on === own).map(({ because, cut }) => line(index, because, cut)),
  );
  return [
    ...(needs.length === 0 ? [] : [make("h4", "Needs, so it goes before"), make("ul", needs)]),
    ...(neededBy.length === 0 ? [] : [make("h4", "Needed by, so it goes after"), make("ul", neededBy)]),
  ];
}

export function listOf(page: Page, indexes: readonly number[]): HTMLElement {
  const MOST = 200;
  const items = indexes.slice(0, MOST).flatMap((index) => {
    const resource = page.data.resources[index];
    if (resource === undefined) return [];
    const { name, type, by } = resource;
    return make("li", [button(name, () => page.open(index)), ` ${type}`], `by-${by}`);
  });
  if (indexes.length > MOST) items.push(make("li", `and ${indexes.length - MOST} more: find them by name`));
  return make("ul", items);
}

import { element } from "./dom.ts";
import { type Page, thingOf } from "./page.ts";

export function draw(page: Page, source: string | null): void {
  const stage = element("stage");
  page.drawing = null;
  stage.replaceChildren();
  if (source === null) return;
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  const svg = document.importNode(parsed, true);
  if (!(svg instanceof SVGSVGElement)) return;
  // Graphviz writes points; its own title would show as a tip over everything.
  page.drawing = { svg, width: (Number.parseFloat(svg.getAttribute("width") ?? "") * 4) / 3 };
  svg.removeAttribute("height");
  for (const title of svg.querySelectorAll("title")) title.remove();
  for (const node of svg.querySelectorAll("g.node")) {
    const thing = thingOf(page, node.id);
    if (thing === undefined) continue;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-description", thing.how);
  }
  stage.append(svg);
  fit(page);
  showFirstWave(page, svg);
}

/**
 * Scrolls to where most boxes of the first wave are seen, unless the drawing's corner shows one: a narrow screen would
 * open on an empty place.
 */
export function showFirstWave(page: Page, svg: SVGSVGElement): void {
  const MARGIN = 24;
  const stage = element("stage");
  stage.scrollTo(0, 0);
  const frame = stage.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("g.node:not(.other)")].map((node) => {
    const operations = thingOf(page, node.id)?.operations ?? [];
    const waves = operations.flatMap((index) => page.data.operations[index]?.wave ?? []);
    const { left, top, width, height } = node.getBoundingClientRect();
    return { wave: Math.min(...waves), x: left - frame.left, y: top - frame.top, width, height };
  });
  const wave = Math.min(...boxes.map((box) => box.wave));
  const first = boxes.filter((box) => box.wave === wave);
  const seenFrom = (left: number, top: number): number =>
    first.filter(
      ({ x, y, width, height }) =>
        x >= left &&
        y >= top &&
        x + width <= left + stage.clientWidth &&
        y + height <= top + stage.clientHeight,
    ).length;
  if (seenFrom(0, 0) > 0) return;
  let most = 0;
  for (const { x, y } of first) {
    const [left, top] = [Math.max(0, x - MARGIN), Math.max(0, y - MARGIN)];
    const seen = seenFrom(left, top);
    if (seen <= most) continue;
    most = seen;
    stage.scrollTo(left, top);
  }
}

export function zoom(page: Page, scale: number): void {
  if (page.drawing === null) return;
  page.scale = Math.min(4, Math.max(0.1, scale));
  page.drawing.svg.setAttribute("width", String(Math.round(page.drawing.width * page.scale)));
}

/** As wide as there is room, but never so small that names can't be read, and never larger than drawn. */
export function fit(page: Page): void {
  const room = element("stage").clientWidth - 16;
  zoom(page, Math.min(1, Math.max(0.45, room / (page.drawing?.width ?? room))));
}

/** Dragging the background moves the drawing. */
export function letDrag(stage: HTMLElement): void {
  stage.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1 || event.pointerType !== "mouse") return;
    stage.scrollLeft -= event.movementX;
    stage.scrollTop -= event.movementY;
  });
}

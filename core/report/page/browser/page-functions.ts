import { linkLines, listOf, operationLines, operationList, showDetails } from "./details.ts";
import { button, element, make } from "./dom.ts";
import { draw, fit, letDrag, showFirstWave, zoom } from "./drawing.ts";
import { thingOf } from "./page.ts";
import { choose, onKey, showAll, showFound, showGroup, showPlan, showResource } from "./show-plan.ts";

/**
 * Everything the page's script is made of. The page carries each function's source as Node has it (types
 * stripped), so these use nothing but each other and the browser; `showPlan` begins.
 */
export const PAGE_FUNCTIONS: readonly ((...args: never[]) => unknown)[] = [
  showPlan,
  element,
  make,
  button,
  draw,
  showFirstWave,
  thingOf,
  zoom,
  fit,
  letDrag,
  showAll,
  showGroup,
  showResource,
  showFound,
  choose,
  onKey,
  showDetails,
  operationLines,
  operationList,
  linkLines,
  listOf,
];
